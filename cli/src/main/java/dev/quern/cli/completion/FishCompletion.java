package dev.quern.cli.completion;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A fish script: one {@code complete} line for each command, verb and option. */
final class FishCompletion {
    private static final String COMPLETE = "complete -c quern ";
    private final StringBuilder out = new StringBuilder();

    static String script(CommandLine root) {
        FishCompletion fish = new FishCompletion();
        fish.options(root.getCommandSpec(), "");
        root.getSubcommands().values().stream().distinct().forEach(noun -> fish.noun(noun.getCommandSpec()));
        return fish.out.toString();
    }

    private void noun(CommandSpec noun) {
        if (noun.usageMessage().hidden()) {
            return;
        }
        line("-n __fish_use_subcommand -f -a " + noun.name(), description(noun));
        String seen = "__fish_seen_subcommand_from " + noun.name();
        options(noun, seen);
        noun.subcommands().values().forEach(verb -> {
            CommandSpec spec = verb.getCommandSpec();
            line("-n " + quote(seen) + " -a " + spec.name(), description(spec));
            options(spec, seen + "; and __fish_seen_subcommand_from " + spec.name());
        });
    }

    private void options(CommandSpec spec, String condition) {
        for (OptionSpec option : spec.options()) {
            if (option.hidden() || (!condition.isEmpty() && option.inherited())) {
                continue;
            }
            StringBuilder text = new StringBuilder(condition.isEmpty() ? "" : "-n " + quote(condition));
            for (String name : option.names()) {
                text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            text.append(option.arity().max() > 0 ? " -r" : "");
            line(text.toString().strip(), option.description());
        }
    }

    private void line(String text, String[] description) {
        String first = description.length == 0 || description[0].contains("${") ? "" : description[0];
        out.append(COMPLETE).append(text);
        out.append(first.isEmpty() ? "" : " -d " + quote(first)).append('\n');
    }

    private static String[] description(CommandSpec spec) {
        return spec.usageMessage().description();
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
