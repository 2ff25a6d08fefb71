package dev.quern.cli.session;

import dev.quern.cli.output.Output;
import dev.quern.cli.output.Progress;
import dev.quern.cli.server.Api;
import dev.quern.cli.server.Locator;
import dev.quern.cli.shell.Shell;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Names;
import dev.quern.core.name.Ref;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the command line: the shell, the global options, and what follows from both. */
public final class Session {
    private final Shell shell;
    private final Globals globals = new Globals();
    private @Nullable Api api;

    public Session(Shell shell) {
        this.shell = shell;
    }

    public Globals globals() {
        return globals;
    }

    public Shell shell() {
        return shell;
    }

    public PrintStream err() {
        return shell.err();
    }

    /** The server the options, the environment, the login or the data directory name, in this order. */
    public Api api() {
        Api known = api;
        if (known == null) {
            known = new Api(locator().find());
            api = known;
        }
        return known;
    }

    public Locator locator() {
        return new Locator(shell, Optional.ofNullable(globals.url), Optional.ofNullable(globals.keyFile), data());
    }

    public Output output() {
        return new Output(globals.format, shell.out());
    }

    public Progress progress() {
        return new Progress(shell.err(), shell.errIsTerminal());
    }

    /** Where names without a namespace belong. */
    public String namespace() {
        String named = globals.namespace != null
                ? globals.namespace
                : shell.environment().getOrDefault("QUERN_NAMESPACE", FunctionName.DEFAULT_NAMESPACE);
        return Names.check("namespace", named);
    }

    public Ref ref(String text) {
        return Ref.parse(text, namespace());
    }

    /** {@code --data}, if it was given. */
    public Optional<Path> data() {
        return Optional.ofNullable(globals.data);
    }

    /** The data directory of servers: {@code --data}, or the user's own. */
    public Path dataOrDefault() {
        return data().orElseGet(() -> Locator.defaultData(shell));
    }

    /** A line for people who asked for more with {@code -v}. */
    public void verbose(String line) {
        if (globals.verbose) {
            shell.err().println(line);
        }
    }
}
