package dev.quern.gateway.s3.object;

import dev.quern.linux.Buffers;

/** The size objects' bytes move in: large enough that system calls cost little beside the copying. */
final class Transfer {
    static final Buffers BUFFERS = new Buffers(256 << 10, 64);

    private Transfer() {}
}
