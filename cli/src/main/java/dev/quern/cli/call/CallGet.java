package dev.quern.cli.call;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.api.CallBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Show a call: outcome, time split, resources.")
public final class CallGet implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "CALL", description = "The call's id.")
    String call = "";

    public CallGet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        CallBody body = session.api().get("/v1/calls/" + Query.encode(call), CallBody.class);
        session.output().one(Views.CALL, body);
    }
}
