package dev.quern.app;

import dev.quern.cli.Cli;
import dev.quern.cli.ClientCommands;
import dev.quern.cli.Noun;
import dev.quern.cli.shell.Shell;
import java.util.List;
import java.util.stream.Stream;

/** The program: the commands of this machine and those that talk to a server. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = Cli.run(nouns(), Shell.system(), arguments);
        // A client leaves nothing to clean up, and System.exit would first set up logging to log itself.
        if (ClientCommands.areAsked(arguments)) {
            Runtime.getRuntime().halt(code);
        }
        System.exit(code);
    }

    static List<Noun> nouns() {
        return Stream.concat(MachineCommands.all().stream(), ClientCommands.all().stream())
                .toList();
    }
}
