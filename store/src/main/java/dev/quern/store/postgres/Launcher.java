package dev.quern.store.postgres;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts a PostgreSQL program as {@link Account}. Under root that happens in a mount namespace where
 * {@code DATA/postgres} appears at a short path everyone may enter (the real one may lie beneath a
 * private directory) and {@code /etc/passwd} is a private file that names the account (initdb refuses
 * an id without a name), without capabilities and without a way to new privileges.
 *
 * <p>The program gets SIGINT, PostgreSQL's fast shutdown, when the thread that started it ends:
 * {@code PR_SET_PDEATHSIG} is bound to the thread (prctl(2)), so only {@link Supervisor}'s own thread
 * and callers that wait for the program may use this class.
 */
final class Launcher {
    private final PostgresLayout layout;
    private final Account account;
    private final Path shownAs;

    Launcher(PostgresLayout layout, Account account) {
        this.layout = layout;
        this.account = account;
        this.shownAs = account.separate() ? mountPoint() : layout.home();
    }

    /** The path by which the started program knows {@code path}. */
    String shown(Path path) {
        return path.startsWith(layout.home())
                ? shownAs.resolve(layout.home().relativize(path)).toString()
                : path.toString();
    }

    Process start(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (account.separate()) {
            command.addAll(List.of("unshare", "--mount", "--propagation", "slave", "--", "/bin/sh", "-ec"));
            command.add("mount --bind \"$1\" \"$2\"; mount --bind \"$2/passwd\" /etc/passwd; shift 2; exec \"$@\"");
            command.addAll(List.of("sh", layout.home().toString(), shownAs.toString(), "setpriv"));
            command.addAll(List.of("--reuid=" + account.id(), "--regid=" + account.id(), "--clear-groups"));
            command.addAll(List.of("--inh-caps=-all", "--bounding-set=-all"));
        } else {
            command.add("setpriv");
        }
        command.addAll(List.of("--no-new-privs", "--pdeathsig=INT", "--"));
        command.add(shown(layout.binaries().resolve("bin").resolve(program)));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path mountPoint() {
        return Stream.of("/mnt", "/srv", "/media", "/opt")
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new QuernException(
                        ErrorCode.UNAVAILABLE,
                        "None of /mnt, /srv, /media and /opt exists to start PostgreSQL in",
                        "Make an empty directory /mnt."));
    }
}
