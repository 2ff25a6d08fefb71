package dev.quern.node.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A request as bytes of HTTP/1.1 (RFC 9112 sections 3, 5 and 7.1). */
final class RequestWriter {
    /** Bodies that are copied behind their head, since two buffers cost the kernel more than a copy. */
    private static final int COPIED = 16 << 10;

    private static final Set<String> WITH_CONTENT = Set.of("POST", "PUT", "PATCH");
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private RequestWriter() {}

    /** The head and the content behind it. */
    static ByteBuffer[] begin(RequestHead head, boolean last, ByteBuffer content) {
        HeadBytes bytes = head(head);
        ByteBuffer[] framed = head.length() < 0 ? chunk(last, content) : new ByteBuffer[] {content};
        int size = bytes.length();
        for (ByteBuffer b : framed) {
            size += b.remaining();
        }
        if (size <= COPIED) {
            for (ByteBuffer b : framed) {
                bytes.add(b);
            }
            return new ByteBuffer[] {bytes.toBuffer()};
        }
        ByteBuffer[] all = new ByteBuffer[framed.length + 1];
        all[0] = bytes.toBuffer();
        System.arraycopy(framed, 0, all, 1, framed.length);
        return all;
    }

    /** Content of a length that nobody knew. */
    static ByteBuffer[] chunk(boolean last, ByteBuffer content) {
        if (!content.hasRemaining()) {
            return new ByteBuffer[] {ByteBuffer.wrap(last ? LAST_CHUNK : new byte[0])};
        }
        ByteBuffer size = ByteBuffer.wrap(
                (Integer.toHexString(content.remaining()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        ByteBuffer end = ByteBuffer.wrap(LINE_END);
        return last
                ? new ByteBuffer[] {size, content, end, ByteBuffer.wrap(LAST_CHUNK)}
                : new ByteBuffer[] {size, content, end};
    }

    private static HeadBytes head(RequestHead head) {
        HeadBytes bytes = new HeadBytes()
                .add(head.method())
                .add(" ")
                .add(latin(head.target()))
                .add(" HTTP/1.1\r\n");
        for (Header header : head.headers()) {
            bytes.line(header.name(), header.value());
            if (header.is("TE") || header.is("Upgrade")) {
                // They are of this connection alone (RFC 9110 section 7.6.1).
                bytes.line("Connection", header.name());
            }
        }
        if (head.length() < 0) {
            bytes.line("Transfer-Encoding", "chunked");
        } else if (head.length() > 0 || WITH_CONTENT.contains(head.method())) {
            bytes.line("Content-Length", Long.toString(head.length()));
        }
        return bytes.add("\r\n");
    }

    /** A path may hold any character and is sent as UTF-8; headers hold octets, one for each character. */
    private static String latin(String target) {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) > 0x7f) {
                return new String(target.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return target;
    }
}
