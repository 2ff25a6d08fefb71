package dev.quern.gateway.call;

import dev.quern.linux.Buffers;

/** The sizes that bodies and answers move in. */
final class Streams {
    static final Buffers BUFFERS = new Buffers(128 << 10, 64);
    /** What a pipe holds unless it was widened. */
    static final int PIPE = 64 << 10;
    /** A pipe's capacity for a stream that is large: sixteen times fewer wake-ups. */
    static final int WIDE_PIPE = 1 << 20;

    private Streams() {}
}
