package dev.quern.cli.call;

import dev.quern.cli.http.Query;
import dev.quern.cli.server.Paging;
import dev.quern.cli.session.Session;
import dev.quern.core.api.CallPage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ls", description = "List the calls of a namespace, newest first.")
public final class CallList implements Runnable {
    private final Session session;

    @Option(names = "--function", paramLabel = "FUNCTION", description = "Only calls of this function.")
    @Nullable
    String function;

    @Option(
            names = "--state",
            paramLabel = "running|succeeded|failed|cancelled",
            description = "Only calls in this state.")
    @Nullable
    String state;

    @Option(names = "--limit", paramLabel = "N", description = "At most N (default ${DEFAULT-VALUE}).")
    int limit = 50;

    public CallList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.output()
                .list(
                        Views.CALL,
                        Paging.list(
                                session.api(), this::query, limit, CallPage.class, CallPage::items, CallPage::next));
    }

    private Query query() {
        Query query = Query.of("/v1/calls").add("namespace", session.namespace());
        if (function != null) {
            query.add("function", session.ref(function).function().toString());
        }
        if (state != null) {
            query.add("state", state);
        }
        return query;
    }
}
