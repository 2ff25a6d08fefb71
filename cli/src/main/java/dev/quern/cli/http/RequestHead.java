package dev.quern.cli.http;

import java.nio.charset.StandardCharsets;

/** The request line and the header section (RFC 9112 sections 3 and 5). */
final class RequestHead {
    private RequestHead() {}

    static byte[] of(Endpoint endpoint, Request request) {
        StringBuilder head = new StringBuilder(512);
        head.append(request.method()).append(' ').append(endpoint.path()).append(request.target());
        head.append(" HTTP/1.1\r\n");
        field(head, "Host", endpoint.host() + ":" + endpoint.port());
        field(head, "User-Agent", "quern");
        // Not "close": a connection that is kept makes servers send chunks and trailers, whose end is sure.
        field(head, "Connection", "TE");
        field(head, "TE", "trailers");
        long length = request.body().length();
        if (length < 0) {
            field(head, "Transfer-Encoding", "chunked");
        } else if (length > 0 || !request.method().equals("GET")) {
            field(head, "Content-Length", Long.toString(length));
        }
        request.headers().forEach((name, value) -> field(head, name, value));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void field(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
