package dev.quern.node.lambda;

import dev.quern.node.http.Header;
import dev.quern.node.http.ResponseHead;
import dev.quern.node.http.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Status and headers that a function says in JSON: {@code {"statusCode":200,"headers":{…},"cookies":[…]}}. */
final class HttpAnswer {
    /** They are the connection's, and whoever writes the answer knows better. */
    private static final Set<String> NOT_SAID =
            Set.of("content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "trailer", "te");

    private HttpAnswer() {}

    /** @param type of the content, if the function does not say it */
    static ResponseHead head(Map<?, ?> said, String type) {
        List<Header> headers = new ArrayList<>();
        if (said.get("headers") instanceof Map<?, ?> map) {
            map.forEach((name, value) -> add(headers, String.valueOf(name), value));
        }
        if (said.get("multiValueHeaders") instanceof Map<?, ?> map) {
            map.forEach((name, values) -> each(headers, String.valueOf(name), values));
        }
        each(headers, "Set-Cookie", said.get("cookies"));
        if (headers.stream().noneMatch(h -> h.is("Content-Type"))) {
            headers.add(new Header("Content-Type", type));
        }
        return new ResponseHead(status(said.get("statusCode")), 1, headers);
    }

    /** Whether what a function says behind this head is not to be sent (RFC 9110 sections 15.3.5 and 15.4.5). */
    static boolean isWithoutContent(ResponseHead head) {
        return head.status() == 204 || head.status() == 304;
    }

    private static int status(@Nullable Object code) {
        if (code == null) {
            return 200;
        }
        String text = code instanceof Number n && n.doubleValue() == n.intValue()
                ? Integer.toString(n.intValue())
                : String.valueOf(code);
        if (!text.matches("[2-5]\\d\\d")) {
            throw Failures.bad("its statusCode is none from 200 to 599");
        }
        return Integer.parseInt(text);
    }

    private static void each(List<Header> headers, String name, @Nullable Object values) {
        if (values instanceof List<?> list) {
            list.forEach(value -> add(headers, name, value));
        }
    }

    private static void add(List<Header> headers, String name, @Nullable Object value) {
        if (value == null || NOT_SAID.contains(name.toLowerCase(Locale.ROOT))) {
            return;
        }
        String text = new String(String.valueOf(value).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        if (!Tokens.isToken(name)) {
            throw Failures.bad("it has a header whose name is none");
        }
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw Failures.bad("its header " + name + " holds a control character");
        }
        headers.add(new Header(name, text));
    }
}
