package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.sandbox.Exit;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.util.UUID;

/** The end of a server's process, as an error. */
final class Ending {
    private Ending() {}

    /** @param when what it was doing, as the end of the sentence */
    static QuernException of(UUID instance, Sandbox sandbox, Run run, String when) {
        Exit exit = run.await();
        if (exit.startFailure().isPresent()) {
            return exit.startFailure().get();
        }
        if (run.usage().oomKills() > 0) {
            return new QuernException(
                    ErrorCode.OUT_OF_MEMORY,
                    "The function's server ran out of memory " + when + ": its limit is "
                            + sandbox.spec().memory().toHuman(),
                    "Deploy it with a larger --memory.");
        }
        String how = exit.signal() > 0 ? "was ended by signal " + exit.signal() : "exited with " + exit.code();
        return new QuernException(
                ErrorCode.FUNCTION_FAILED, "The function's server " + how + " " + when, log(instance));
    }

    static String log(UUID instance) {
        return "Its log says more: quern logs " + instance;
    }
}
