package dev.quern.gateway.call;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.gateway.http.Exchange;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A call's arguments: the header {@code Quern-Args}, a JSON array of strings (in base64 with the
 * prefix {@code base64:} when it is not plain ASCII), or {@code ?arg=} repeated.
 */
public final class Arguments {
    private static final String HEADER = "Quern-Args";
    private static final String BASE64 = "base64:";
    private static final int MOST = 4096;
    private static final JsonType<List<String>> STRINGS =
            Jsonb.instance().type(String.class).list();

    private Arguments() {}

    public static List<String> of(Exchange x) {
        String header = x.request().getHeaders().get(HEADER);
        List<String> arguments = header == null ? x.queryAll("arg") : parse(header);
        if (arguments.size() > MOST) {
            throw QuernException.invalid("A call takes at most " + MOST + " arguments");
        }
        arguments.forEach(FunctionConfig::argument);
        return arguments;
    }

    private static List<String> parse(String header) {
        try {
            String json = header.startsWith(BASE64)
                    ? new String(Base64.getDecoder().decode(header.substring(BASE64.length())), StandardCharsets.UTF_8)
                    : header;
            return List.copyOf(STRINGS.fromJson(json));
        } catch (RuntimeException e) {
            // Not JSON, not strings, or a null among them.
            throw QuernException.invalid("Quern-Args must be a JSON array of strings");
        }
    }
}
