package dev.quern.cli.function;

import dev.quern.cli.output.Format;
import dev.quern.cli.session.Session;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.RetryPolicyBody;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = {
            "Set who may call a function, and how its tasks are retried, ordered and kept.",
            "What is not named stays as it is. Without options, show how its tasks are treated. Tasks submitted",
            "before keep their terms. --mode makes a function that is not there yet."
        })
public final class FunctionSet implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FUNCTION", description = "[namespace/]name")
    String function = "";

    @Mixin
    SharingOptions sharing = new SharingOptions();

    @Mixin
    PolicyOptions options = new PolicyOptions();

    public FunctionSet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        FunctionName name = session.ref(function).function();
        if (sharing.isAny()) {
            FunctionBody set = sharing.put(session, name);
            if (options.isNone()) {
                session.output().one(Views.FUNCTION, set);
                return;
            }
        }
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
