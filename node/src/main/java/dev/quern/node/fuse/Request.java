package dev.quern.node.fuse;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request of the kernel's (struct fuse_in_header and what follows it), which is answered once: by who does it, or by
 * the clock when that takes too long.
 */
final class Request {
    static final int HEADER = 40;

    private final int opcode;
    private final long unique;
    private final long node;
    private final int thread;
    private final ByteBuffer body;
    private final long begun = System.nanoTime();
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile boolean interrupted;

    /** @param packet a whole request, at position 0 up to its limit; stays the request's */
    Request(ByteBuffer packet) {
        packet.order(ByteOrder.nativeOrder());
        opcode = packet.getInt(4);
        unique = packet.getLong(8);
        node = packet.getLong(16);
        thread = packet.getInt(32);
        body = packet.slice(HEADER, packet.limit() - HEADER).order(ByteOrder.nativeOrder());
    }

    static int opcode(ByteBuffer packet) {
        return packet.order(ByteOrder.nativeOrder()).getInt(4);
    }

    int opcode() {
        return opcode;
    }

    long unique() {
        return unique;
    }

    long node() {
        return node;
    }

    int thread() {
        return thread;
    }

    int number(int at) {
        return body.getInt(at);
    }

    long longAt(int at) {
        return body.getLong(at);
    }

    /** The body from there, to its end or for {@code length} bytes. */
    ByteBuffer bytes(int at, int length) {
        return body.slice(at, length);
    }

    /** A name that ends with a zero byte. */
    String name(int at) {
        return text(at, end(at));
    }

    /** The name behind the one there. */
    String secondName(int at) {
        int second = end(at) + 1;
        return text(second, end(second));
    }

    private int end(int at) {
        int end = at;
        while (body.get(end) != 0) {
            end++;
        }
        return end;
    }

    private String text(int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(body.slice(from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new LinuxException("name", Errno.EILSEQ, "");
        }
    }

    void interrupt() {
        interrupted = true;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    long ageNanos() {
        return System.nanoTime() - begun;
    }

    /** Whether the caller is the one who answers. */
    boolean claim() {
        return answered.compareAndSet(false, true);
    }
}
