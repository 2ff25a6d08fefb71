package dev.quern.node.http;

import java.nio.ByteBuffer;
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
        HeadBytes head = head(status, headers, keptAlive, length);
        if (length <= COPIED) {
            for (ByteBuffer b : content) {
                head.add(b);
            }
            return new ByteBuffer[] {head.toBuffer()};
        }
        ByteBuffer[] all = new ByteBuffer[content.length + 1];
        all[0] = head.toBuffer();
        System.arraycopy(content, 0, all, 1, content.length);
        return all;
    }

    private static HeadBytes head(int status, List<Header> headers, boolean keptAlive, long length) {
        HeadBytes bytes = new HeadBytes()
                .add("HTTP/1.1 ")
                .add(Integer.toString(status))
                .add(" ")
                .add(reason(status))
                .add("\r\n");
        for (Header header : headers) {
            bytes.line(header.name(), header.value());
        }
        if (!keptAlive) {
            bytes.line("Connection", "close");
        }
        return bytes.line("Content-Length", Long.toString(length)).add("\r\n");
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
