package dev.quern.cli.call;

import dev.quern.cli.output.Show;
import dev.quern.cli.output.View;
import dev.quern.core.api.CallBody;

/** How calls are listed. */
final class Views {
    static final View<CallBody> CALL = View.of(CallBody.class, CallBody::id)
            .column("CALL", CallBody::id)
            .column("FUNCTION", Views::function)
            .column("STATE", c -> c.calls() == 1 ? c.state() : c.state() + " ×" + c.calls())
            .column("EXIT", c -> c.exitCode() == null ? "-" : c.exitCode().toString())
            .column("STARTED", c -> Show.time(c.startedAt()))
            .column("QUEUE", c -> Show.millis(c.queueMillis()))
            .column("SANDBOX", c -> Show.millis(c.sandboxMillis()))
            .column("RUN", c -> Show.millis(c.runMillis()))
            .column("CPU", c -> Show.millis(c.cpuMillis()))
            .column("MEMORY", c -> Show.size(c.peakMemoryBytes()));

    private Views() {}

    private static String function(CallBody call) {
        return call.function() == null ? Show.digest(call.imageDigest()) : call.function() + "@" + call.version();
    }
}
