package dev.quern.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word most like a mistyped one: fewest letters changed, added, left out or swapped with their neighbour. */
final class Nearest {
    private static final int LONGEST = 40;

    private Nearest() {}

    /** Empty when nothing is near: more than a third of the letters would be wrong, and more than one. */
    static Optional<String> of(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int most = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(k -> distance(word, k) <= most)
                .min(Comparator.comparingInt(k -> distance(word, k)));
    }

    /** Optimal string alignment: Levenshtein's distance with swaps. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int changed = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(changed, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
