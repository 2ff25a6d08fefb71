package dev.quern.gateway.server;

import dev.quern.core.error.QuernException;
import dev.quern.node.call.CallSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * The head of a request as a server gets it: end-to-end fields as they came, those of the connection left out (RFC 9110
 * section 7.6.1), the platform's key never, and where it came from.
 */
final class RequestHead {
    private static final Set<String> NOT_PASSED = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "proxy-authenticate",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "content-length",
            "host",
            "expect",
            "authorization",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "quern-call-id",
            "quern-ref");

    private RequestHead() {}

    /**
     * @param length of the body, negative when it is not known
     * @throws QuernException invalid_argument for what does not fit into lines
     */
    static ByteBuffer of(Request request, long length, CallSpec spec, String target) {
        StringBuilder head = new StringBuilder(512);
        head.append(OneLine.word(request.getMethod()))
                .append(' ')
                .append(OneLine.word(target))
                .append(" HTTP/1.1\r\nHost: ");
        String authority = request.getHttpURI().getAuthority();
        String host = authority == null ? "" : OneLine.value(authority);
        head.append(host).append("\r\n");
        Set<String> named = named(request);
        for (HttpField field : request.getHeaders()) {
            String name = field.getLowerCaseName();
            if (!NOT_PASSED.contains(name) && !named.contains(name)) {
                String value = field.getValue();
                head.append(OneLine.name(field.getName()))
                        .append(": ")
                        .append(value == null ? "" : OneLine.value(value))
                        .append("\r\n");
            }
        }
        framing(request, length, head);
        if (request.getHeaders().contains(HttpHeader.TE, "trailers")) {
            head.append("TE: trailers\r\nConnection: TE\r\n");
        }
        origin(request, host, head);
        head.append("Quern-Call-Id: ").append(spec.id()).append("\r\n\r\n");
        return ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void framing(Request request, long length, StringBuilder head) {
        if (length < 0) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (length > 0 || request.getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
    }

    private static void origin(Request request, String host, StringBuilder head) {
        String client = Request.getRemoteAddr(request);
        String before = String.join(", ", request.getHeaders().getValuesList("X-Forwarded-For"));
        head.append("X-Forwarded-For: ")
                .append(before.isEmpty() ? "" : OneLine.value(before) + ", ")
                .append(client)
                .append("\r\nX-Forwarded-Proto: ")
                .append(request.isSecure() ? "https" : "http")
                .append("\r\nX-Forwarded-Host: ")
                .append(host)
                .append("\r\n");
    }

    /** What the field Connection says is of the connection too. */
    private static Set<String> named(Request request) {
        if (!request.getHeaders().contains(HttpHeader.CONNECTION)) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (String name : request.getHeaders().getCSV(HttpHeader.CONNECTION, false)) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
