package dev.quern.objects.list;

import java.util.Optional;

/** Keys in the order of their UTF-8 bytes, which is the order of their code points. */
public final class Keys {
    private static final int LAST = Character.MAX_CODE_POINT;

    private Keys() {}

    /** The least text behind all that begin with {@code prefix}; empty when nothing is behind them. */
    public static Optional<String> behind(String prefix) {
        for (int end = prefix.length(); end > 0; end = prefix.offsetByCodePoints(end, -1)) {
            int last = prefix.codePointBefore(end);
            if (last != LAST) {
                int next = last + 1;
                // Surrogates are no code points of UTF-8.
                int valid = next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE
                        ? Character.MAX_SURROGATE + 1
                        : next;
                return Optional.of(prefix.substring(0, prefix.offsetByCodePoints(end, -1)) + Character.toString(valid));
            }
        }
        return Optional.empty();
    }

    /** Below zero when {@code a} comes first. Not String's own order, which is of UTF-16 units. */
    public static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Where they differ, a surrogate stands for a code point above all others.
                boolean high = Character.isSurrogate(x);
                return high == Character.isSurrogate(y) ? Character.compare(x, y) : high ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
