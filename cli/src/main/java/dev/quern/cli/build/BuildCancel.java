package dev.quern.cli.build;

import dev.quern.cli.session.Session;
import dev.quern.core.api.BuildBody;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Cancel builds that have not ended.")
public final class BuildCancel implements Runnable {
    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "BUILD", description = "The builds' ids.")
    List<String> builds = List.of();

    public BuildCancel(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        for (String path : builds.stream().map(Builds::path).toList()) {
            BuildBody build = session.api().send("POST", path + "/cancel", BuildBody.class);
            session.output().done(Views.BUILD, build, build.id() + " is " + build.state());
        }
    }
}
