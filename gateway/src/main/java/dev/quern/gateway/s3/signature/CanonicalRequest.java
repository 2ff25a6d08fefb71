package dev.quern.gateway.s3.signature;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.Query;
import dev.quern.gateway.s3.Uris;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The form of a request that is hashed and signed (Signature Version 4, "Create a canonical request"). */
final class CanonicalRequest {
    private CanonicalRequest() {}

    /**
     * Its SHA-256 in hexadecimal.
     *
     * @param signedHeaders in lower case, in their order
     * @param payload the hash of the body, or the word that stands for it
     */
    static String hash(Head head, List<String> signedHeaders, String payload) {
        StringBuilder text = new StringBuilder(1024);
        text.append(head.method()).append('\n');
        text.append(Uris.encode(Uris.decode(head.rawPath(), false), true)).append('\n');
        text.append(query(head.query())).append('\n');
        for (String name : signedHeaders) {
            text.append(name).append(':');
            List<String> values = head.headers(name);
            for (int i = 0; i < values.size(); i++) {
                text.append(i == 0 ? "" : ",").append(trimmed(values.get(i)));
            }
            text.append('\n');
        }
        text.append('\n').append(String.join(";", signedHeaders)).append('\n').append(payload);
        // Headers come as one character a byte, and everything else is ASCII by now.
        return Hmac.hex(Hmac.sha256().digest(text.toString().getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String query(Query query) {
        List<String> pairs = new ArrayList<>();
        for (Query.Parameter parameter : query.all()) {
            if (!parameter.name().equals("X-Amz-Signature")) {
                pairs.add(Uris.encode(parameter.name(), false) + "=" + Uris.encode(parameter.value(), false));
            }
        }
        // By name, then value: '=' would sort behind the digits and '-' and '.' of a longer name.
        pairs.sort((a, b) -> {
            int x = a.indexOf('=');
            int y = b.indexOf('=');
            int names = a.substring(0, x).compareTo(b.substring(0, y));
            return names != 0 ? names : a.substring(x).compareTo(b.substring(y));
        });
        return String.join("&", pairs);
    }

    private static String trimmed(String value) {
        String stripped = value.strip();
        return stripped.contains("  ") ? stripped.replaceAll(" {2,}", " ") : stripped;
    }
}
