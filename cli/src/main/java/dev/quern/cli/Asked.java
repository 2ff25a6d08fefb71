package dev.quern.cli;

import java.util.List;
import java.util.Set;

/** Finds the noun an argument list starts with. */
final class Asked {
    /** Global options whose value is the next argument. */
    private static final Set<String> VALUED =
            Set.of("--url", "--key-file", "-n", "--namespace", "-o", "--output", "--data");

    private Asked() {}

    /** The one noun that is named, or all when none is or when the command needs to know them all. */
    static List<Noun> of(List<Noun> nouns, String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String word = arguments[i];
            if (VALUED.contains(word)) {
                i++;
            } else if (!word.startsWith("-")) {
                boolean all = word.equals("completion");
                List<Noun> one =
                        nouns.stream().filter(n -> n.name().equals(word)).toList();
                return all || one.isEmpty() ? nouns : one;
            }
        }
        return nouns;
    }
}
