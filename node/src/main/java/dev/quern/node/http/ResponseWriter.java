package dev.quern.node.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An answer as bytes of HTTP/1.1 (RFC 9112 sections 4 and 5). */
final class ResponseWriter {
    /** Content that is copied behind its head, since two buffers cost the kernel more than a copy. */
    private static final int COPIED = 16 << 10;

    private ResponseWriter() {}

    static ByteBuffer[] whole(int status, List<Header> headers, boolean keptAlive, ByteBuffer... content) {
        long length = 0;
        for (ByteBuffer b : content) {
            length += b.remaining();
        }
        byte[] head = head(status, headers, keptAlive, length);
        if (length <= COPIED) {
            ByteBuffer all = ByteBuffer.allocate(head.length + (int) length).put(head);
            for (ByteBuffer b : content) {
                all.put(b);
            }
            return new ByteBuffer[] {all.flip()};
        }
        ByteBuffer[] all = new ByteBuffer[content.length + 1];
        all[0] = ByteBuffer.wrap(head);
        System.arraycopy(content, 0, all, 1, content.length);
        return all;
    }

    private static byte[] head(int status, List<Header> headers, boolean keptAlive, long length) {
        StringBuilder text = new StringBuilder(512);
        text.append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(reason(status))
                .append("\r\n");
        for (Header header : headers) {
            text.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        if (!keptAlive) {
            text.append("Connection: close\r\n");
        }
        text.append("Content-Length: ").append(length).append("\r\n\r\n");
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 202 -> "Accepted";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 431 -> "Request Header Fields Too Large";
            default -> "";
        };
    }
}
