package dev.quern.cli.http;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A header or trailer section: names in lower case, repeated fields joined by commas (RFC 9110 section 5.3). */
public final class Headers {
    private static final int MOST = 200;
    private final Map<String, String> fields = new TreeMap<>();

    static Headers read(LineReader in) throws IOException {
        Headers headers = new Headers();
        int count = 0;
        for (String line; !(line = in.line()).isEmpty(); ) {
            int colon = line.indexOf(':');
            if (colon <= 0 || ++count > MOST) {
                throw new IOException("the server's answer has a malformed header");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.fields.merge(name, line.substring(colon + 1).trim(), (a, b) -> a + ", " + b);
        }
        return headers;
    }

    public Optional<String> first(String name) {
        return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)));
    }
}
