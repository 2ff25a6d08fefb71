package dev.quern.store.task;

import java.util.Objects;

/**
 * What orders tasks among each other.
 *
 * @param function its name in the namespace, empty for tasks of images
 */
record OrderKey(String namespace, String function, String key) {
    /**
     * Keys share this many locks: enough that two seldom meet, few enough that a batch of many keys leaves room
     * in the server's lock table (64 × max_connections).
     */
    private static final int STRIPES = 128;

    int stripe() {
        int hash = Objects.hash(namespace, function, key);
        return Math.floorMod(hash ^ (hash >>> 16), STRIPES);
    }
}
