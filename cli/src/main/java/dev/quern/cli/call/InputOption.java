package dev.quern.cli.call;

import dev.quern.cli.http.Body;
import dev.quern.cli.shell.Shell;
import picocli.CommandLine.Option;

/** What a call is given as its body. */
public final class InputOption {
    @Option(
            names = {"-i", "--stdin"},
            description = "Send stdin even when it is a terminal; without it a terminal means an empty body.")
    boolean stdin;

    public Body body(Shell shell) {
        return shell.inIsTerminal() && !stdin ? Body.NONE : Body.of(shell.in());
    }
}
