package dev.quern.core.function;

import dev.quern.core.name.FunctionName;

/**
 * A number from 0 to below 1 that is the same for the same caller of the same function, and spread evenly over all of
 * them. While a version's share grows, who has it keeps it. FNV-1a over the text, mixed as SplitMix64 does at its end.
 */
public final class StickyPoint {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int MANTISSA = 53;

    private StickyPoint() {}

    /** @param version the second one's number: with each of them others come first */
    public static double of(FunctionName function, int version, String caller) {
        long hash = BASIS;
        hash = add(hash, function.namespace());
        hash = add(hash, function.name());
        hash = add(hash, Integer.toString(version));
        hash = add(hash, caller);
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        hash ^= hash >>> 31;
        return (hash >>> (Long.SIZE - MANTISSA)) * 0x1.0p-53;
    }

    private static long add(long hash, String text) {
        long h = hash;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * PRIME;
        }
        // No character ends a part, so that no two lists of parts read alike.
        return (h ^ 0x10000) * PRIME;
    }
}
