package dev.quern.node.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The lines of a head on their way to the wire: octets, one for each character. */
final class HeadBytes {
    private byte[] bytes = new byte[512];
    private int length;

    HeadBytes add(String text) {
        int size = text.length();
        room(size);
        byte[] to = bytes;
        int at = length;
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            // One that fits into no octet must not become another, which might end the line.
            to[at++] = c <= 0xff ? (byte) c : (byte) '?';
        }
        length = at;
        return this;
    }

    HeadBytes line(String name, String value) {
        return add(name).add(": ").add(value).add("\r\n");
    }

    /** Copied behind the head. */
    HeadBytes add(ByteBuffer content) {
        int size = content.remaining();
        room(size);
        content.get(bytes, length, size);
        length += size;
        return this;
    }

    int length() {
        return length;
    }

    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
