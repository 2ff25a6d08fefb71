package dev.quern.sandbox;

import dev.quern.linux.Fd;

/**
 * The host ids of one sandbox: its ids 0 to 65535 are {@code base} to {@code base + 65535} outside.
 * Kernel limits are counted by host id, so what one sandbox uses up is no other's.
 *
 * @param userns a user namespace with that map, for mapping mounts
 */
record IdRange(long base, Fd userns) {
    static final int SIZE = 65536;
    /** Init's own user in the container. No function runs as it: none may signal, trace or limit init. */
    static final int INIT_ID = 65535;

    int host(int id) {
        return (int) (base + id);
    }
}
