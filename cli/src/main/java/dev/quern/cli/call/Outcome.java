package dev.quern.cli.call;

import dev.quern.cli.server.Failure;
import dev.quern.cli.session.Session;
import dev.quern.core.api.CallBody;
import dev.quern.core.api.ErrorBody;
import dev.quern.core.call.CallState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.Optional;

/** How a call ended whose output began but did not end well: read from its record. */
final class Outcome {
    /** A record is written just after the stream was cut; it is there within a moment or not at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long PAUSE_MILLIS = 50;

    private Outcome() {}

    /**
     * Prints what went wrong and returns the exit code.
     *
     * @param cut whether output is missing for sure, however the function ended
     * @param seen what is known when there is no record
     */
    static int ask(Session session, Optional<String> id, boolean cut, String seen) {
        Optional<CallBody> record = id.flatMap(i -> record(session, i));
        if (record.filter(call -> call.state().equals(CallState.SUCCEEDED.wire()))
                        .isPresent()
                && !cut) {
            return 0;
        }
        Failure failure = record.map(Outcome::failure)
                .orElseGet(() -> new Failure(new ErrorBody.Detail(
                        ErrorCode.UNAVAILABLE.wire(),
                        seen,
                        "Look at the server's log; what was written so far is incomplete.",
                        id.orElse(null),
                        null,
                        null,
                        null)));
        failure.print(session.err());
        return failure.exitCode();
    }

    private static Optional<CallBody> record(Session session, String id) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            try {
                CallBody call = session.api().get("/v1/calls/" + id, CallBody.class);
                if (!call.state().equals(CallState.RUNNING.wire())) {
                    return Optional.of(call);
                }
            } catch (QuernException e) {
                if (e.code() != ErrorCode.CALL_NOT_FOUND && e.code() != ErrorCode.NOT_FOUND) {
                    return Optional.empty();
                }
            }
        } while (pause() && System.nanoTime() < deadline);
        return Optional.empty();
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Failure failure(CallBody call) {
        Integer exit = call.exitCode();
        String message = call.message() != null
                ? call.message()
                : exit != null ? "The function ended with exit code " + exit : "The call is " + call.state();
        String code = call.error() != null ? call.error() : ErrorCode.FUNCTION_FAILED.wire();
        return new Failure(new ErrorBody.Detail(code, message, null, call.id(), exit, call.stderrTail(), null));
    }
}
