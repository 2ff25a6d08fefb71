package dev.quern.cli;

import dev.quern.cli.output.Format;
import dev.quern.cli.output.Printable;
import dev.quern.cli.server.Failure;
import dev.quern.cli.session.Session;
import dev.quern.cli.shell.Shell;
import dev.quern.core.error.QuernException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs one command line. Only the noun that is asked for is built, since reading the annotations of
 * all commands takes longer than most commands do; help, completion and mistakes see them all.
 */
public final class Cli {
    private Cli() {}

    /** Returns the exit code; results and errors have been printed. */
    public static int run(List<Noun> nouns, Shell shell, String... arguments) {
        Session session = new Session(shell);
        CommandLine line = commandLine(nouns, session, arguments);
        return line.execute(OwnFlags.end(line, arguments));
    }

    static CommandLine commandLine(List<Noun> nouns, Session session, String... arguments) {
        CommandSpec root = CommandSpec.create().name("quern");
        root.usageMessage()
                .description("Turns any container image into an API.")
                .footer("", "'quern COMMAND --help' says more about a command.");
        root.addMixin("globals", CommandSpec.forAnnotatedObject(session.globals()));
        CommandLine line = new CommandLine(root);
        List<Noun> asked = Asked.of(nouns, arguments);
        asked.forEach(noun -> line.addSubcommand(noun.name(), noun.build(session)));
        PrintStream err = session.err();
        line.setOut(new PrintWriter(session.shell().out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setParameterExceptionHandler((e, args) -> misused(e, err));
        line.setExecutionStrategy(parsed -> {
            requireKnownFormat(parsed, session);
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((e, command, result) -> failed(e, session));
        return line;
    }

    /** Before anything is done, not when it is to be printed. */
    private static void requireKnownFormat(CommandLine.ParseResult parsed, Session session) {
        CommandLine command = parsed.asCommandLineList().getLast();
        if (session.output().format() == Format.csv && !command.getCommandName().equals("usage")) {
            throw new ParameterException(command, "Only usage is printed as csv");
        }
    }

    private static int misused(ParameterException e, PrintStream err) {
        CommandLine command = e.getCommandLine();
        err.println("error: " + Printable.text(String.valueOf(e.getMessage())));
        String help = "See '" + command.getCommandSpec().qualifiedName() + " --help'.";
        Optional<String> word = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().stream().findFirst()
                : Optional.empty();
        Optional<String> near = word.flatMap(w -> Nearest.of(w, known(w, command.getCommandSpec())));
        if (near.isPresent()) {
            err.println("fix: Did you mean " + near.get() + "? " + help);
        } else if (word.isPresent() && takesFunctionArguments(command)) {
            err.println("fix: Put -- before arguments that are the function's own. " + help);
        } else {
            err.println("fix: " + help);
        }
        return Failure.USAGE;
    }

    private static Collection<String> known(String word, CommandSpec spec) {
        return word.startsWith("-")
                ? spec.optionsMap().keySet()
                : spec.subcommands().entrySet().stream()
                        .filter(s ->
                                !s.getValue().getCommandSpec().usageMessage().hidden())
                        .map(Map.Entry::getKey)
                        .toList();
    }

    private static boolean takesFunctionArguments(CommandLine command) {
        return List.of("call", "run", "submit", "deploy").contains(command.getCommandName());
    }

    private static int failed(Exception e, Session session) {
        if (e instanceof QuernException known) {
            Failure failure = Failure.of(known);
            failure.print(session.err());
            return failure.exitCode();
        }
        if (e instanceof UncheckedIOException) {
            // stdout is gone: its reader has seen enough.
            return 141;
        }
        session.err().println("error: internal error: " + e);
        if (session.globals().isVerbose()) {
            e.printStackTrace(session.err());
        }
        return Failure.PLATFORM;
    }
}
