package dev.quern.cli;

import dev.quern.cli.session.Session;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A word after {@code quern}: a command, a noun with verbs below it, or both ({@code call}).
 *
 * @param command makes the command itself; it makes a bare group if there is none
 * @param verbs make the commands below it
 */
public record Noun(String name, Function<Session, Object> command, List<Function<Session, Object>> verbs) {
    /** A command without verbs. */
    public static Noun of(String name, Function<Session, Object> command) {
        return new Noun(name, command, List.of());
    }

    /** A noun that does nothing by itself. */
    public static Noun group(String name, String description, List<Function<Session, Object>> verbs) {
        return new Noun(name, session -> bare(name, description), verbs);
    }

    CommandLine build(Session session) {
        CommandLine line = new CommandLine(command.apply(session));
        verbs.forEach(verb -> line.addSubcommand(verb.apply(session)));
        return line;
    }

    private static CommandSpec bare(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description);
        return spec;
    }
}
