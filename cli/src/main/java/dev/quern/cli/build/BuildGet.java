package dev.quern.cli.build;

import dev.quern.cli.session.Session;
import dev.quern.core.api.BuildBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Show a build with its descriptor.")
public final class BuildGet implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "BUILD", description = "The build's id.")
    String build = "";

    public BuildGet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String path = Builds.path(build);
        session.output().one(Views.BUILD, session.api().get(path, BuildBody.class));
    }
}
