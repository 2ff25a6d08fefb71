package dev.quern.cli.function;

import dev.quern.cli.output.Format;
import dev.quern.cli.session.Session;
import dev.quern.core.api.RetryPolicyBody;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = {
            "Set how a function's tasks are retried, ordered and kept; what is not named stays as it is.",
            "Without options, show it. Tasks submitted before keep their terms."
        })
public final class FunctionSet implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FUNCTION", description = "[namespace/]name")
    String function = "";

    @Mixin
    PolicyOptions options = new PolicyOptions();

    public FunctionSet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        FunctionName name = session.ref(function).function();
        String path = Routes.of(name) + "/policy";
        RetryPolicyBody present = session.api().get(path, RetryPolicyBody.class);
        RetryPolicyBody wanted = options.applied(present);
        if (options.isNone()) {
            session.output().one(Views.POLICY, present);
            return;
        }
        if (session.output().format() == Format.name) {
            throw QuernException.invalid("A policy has no name", "Use -o table or -o json.");
        }
        RetryPolicyBody set = session.api().send("PUT", path, wanted, RetryPolicyBody.class);
        session.output().one(Views.POLICY, set);
    }
}
