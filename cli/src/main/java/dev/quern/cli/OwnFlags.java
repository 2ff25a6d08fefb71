package dev.quern.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Ends Quern's own flags at the first argument that is the function's: in {@code quern run -n media
 * busybox wc -c} the last flag is for {@code wc}. It is done by writing the {@code --} users may write
 * themselves.
 */
final class OwnFlags {
    private static final Set<String> PASSING_ARGUMENTS_ON = Set.of("call", "run", "submit");
    private static final String END = "--";

    private OwnFlags() {}

    static String[] end(CommandLine root, String... arguments) {
        CommandSpec spec = root.getCommandSpec();
        boolean named = false;
        for (int i = 0; i < arguments.length; i++) {
            String word = arguments[i];
            if (word.equals(END)) {
                return arguments;
            }
            if (word.startsWith("-") && word.length() > 1) {
                OptionSpec option = spec.optionsMap().get(word);
                i += option != null && option.arity().max() > 0 ? 1 : 0;
            } else if (spec == root.getCommandSpec()) {
                if (!PASSING_ARGUMENTS_ON.contains(word) || !spec.subcommands().containsKey(word)) {
                    return arguments;
                }
                spec = spec.subcommands().get(word).getCommandSpec();
            } else if (!named) {
                if (spec.subcommands().containsKey(word)) {
                    return arguments;
                }
                named = true;
            } else {
                List<String> ended = new ArrayList<>(Arrays.asList(arguments));
                // The first one is Quern's wherever it stands; a second belongs to the function.
                int written = ended.subList(i, ended.size()).indexOf(END);
                if (written >= 0) {
                    ended.remove(i + written);
                }
                ended.add(i, END);
                return ended.toArray(String[]::new);
            }
        }
        return arguments;
    }
}
