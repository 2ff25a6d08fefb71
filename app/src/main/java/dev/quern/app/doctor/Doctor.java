package dev.quern.app.doctor;

import dev.quern.cli.output.View;
import dev.quern.cli.session.Session;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Show what this machine lacks, or has in a shape that hurts, and what to do.",
            "Exit code 125 when something is missing."
        })
public final class Doctor implements Callable<Integer> {
    private static final int MISSING = 125;
    private static final View<Finding> VIEW = View.of(Finding.class, Finding::check)
            .column("CHECK", Finding::check)
            .column("STATE", f -> f.state().name())
            .column("FOUND", Finding::found)
            .column("WHAT TO DO", Finding::fix);

    private final Session session;

    @Option(names = "--install", description = "Install the Debian packages that are missing, as root.")
    boolean install;

    @Option(
            names = "--for",
            paramLabel = "run|build|test",
            split = ",",
            description = "What for (default: run a server); several with commas.")
    Set<Need> needs = Set.of(Need.run);

    public Doctor(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Machine machine = machine(session);
        if (install) {
            new Installer(machine, session.err()).install(Packages.missing(machine, needs));
        }
        List<Finding> findings = examine(machine, needs);
        session.output().list(VIEW, findings);
        return findings.stream().anyMatch(f -> f.state() == State.missing) ? MISSING : 0;
    }

    /** Installs what a server needs and this machine lacks; {@code err} hears of it only if there is something. */
    public static void prepare(Session session, PrintStream err) {
        Machine machine = machine(session);
        new Installer(machine, err).install(Packages.missing(machine, Set.of(Need.run)));
    }

    static List<Finding> examine(Machine machine, Set<Need> needs) {
        return Stream.of(
                        new JavaCheck(),
                        new UserCheck(),
                        new RuntimeCheck(),
                        new CgroupCheck(),
                        new KernelCheck(),
                        new IdmapCheck(),
                        new FuseCheck(),
                        new LimitsCheck(),
                        new SpaceCheck(),
                        new ObjectsCheck(),
                        new PackageCheck(needs))
                .flatMap(check -> check.look(machine).stream())
                .toList();
    }

    private static Machine machine(Session session) {
        String path = session.shell().environment().getOrDefault("PATH", "");
        return Machine.here(path, session.shell().root(), session.dataOrDefault());
    }
}
