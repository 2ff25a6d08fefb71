package dev.quern.cli.call;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Print what a call, or the calls of a function, wrote to stderr.")
public final class Logs implements Runnable {
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private final Session session;

    @Parameters(paramLabel = "CALL|REF", description = "A call's id, or [namespace/]name")
    String what = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing: until the call ends, of a function for ever.")
    boolean follow;

    public Logs(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Query query = ID.matcher(what).matches()
                ? Query.of("/v1/calls/" + what + "/logs")
                : Query.of("/v1/calls/logs")
                        .add("function", session.ref(what).function().toString());
        if (follow) {
            query.add("follow", "true");
        }
        session.api().copy(query.toString(), session.shell().out());
    }
}
