package dev.quern.cli.build;

import dev.quern.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Print what a build printed.")
public final class BuildLogs implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "BUILD", description = "The build's id.")
    String build = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing until the build ends.")
    boolean follow;

    public BuildLogs(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Builds.log(session, build, follow, session.shell().out());
    }
}
