package dev.quern.gateway.server;

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

    /** @param upgrade the protocol a client wants to speak instead, empty for none */
    static ByteBuffer of(Request request, CallSpec spec, String target, String upgrade) {
        StringBuilder head = new StringBuilder(512);
        head.append(request.getMethod()).append(' ').append(target).append(" HTTP/1.1\r\nHost: ");
        String host = request.getHttpURI().getAuthority();
        host = host == null ? "" : host;
        head.append(host).append("\r\n");
        Set<String> named = named(request);
        for (HttpField field : request.getHeaders()) {
            String name = field.getLowerCaseName();
            if (!NOT_PASSED.contains(name) && !named.contains(name)) {
                String value = field.getValue();
                head.append(field.getName())
                        .append(": ")
                        .append(value == null ? "" : value)
                        .append("\r\n");
            }
        }
        framing(request, head);
        if (!upgrade.isEmpty()) {
            head.append("Connection: Upgrade\r\nUpgrade: ").append(upgrade).append("\r\n");
        } else if (request.getHeaders().contains(HttpHeader.TE, "trailers")) {
            head.append("TE: trailers\r\nConnection: TE\r\n");
        }
        origin(request, host, head);
        head.append("Quern-Call-Id: ").append(spec.id()).append("\r\n\r\n");
        return ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void framing(Request request, StringBuilder head) {
        long length = request.getLength();
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
                .append(before.isEmpty() ? "" : before + ", ")
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
