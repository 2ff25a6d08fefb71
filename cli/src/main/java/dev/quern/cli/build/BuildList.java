package dev.quern.cli.build;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.api.BuildPage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ls", description = "List builds, newest first.")
public final class BuildList implements Runnable {
    private final Session session;

    @Option(names = "--state", paramLabel = "STATE", description = "queued, running, succeeded, failed or cancelled.")
    @Nullable
    String state;

    @Option(names = "--limit", paramLabel = "N", description = "At most N (default ${DEFAULT-VALUE}).")
    int limit = 100;

    public BuildList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Query query =
                Query.of("/v1/builds").add("namespace", session.namespace()).add("limit", Integer.toString(limit));
        if (state != null) {
            query.add("state", state);
        }
        session.output()
                .list(
                        Views.BUILD,
                        session.api().get(query.toString(), BuildPage.class).items());
    }
}
