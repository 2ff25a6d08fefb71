package dev.quern.node.lambda;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.FunctionError;
import dev.quern.core.error.QuernException;

/** What is told to callers. */
final class Failures {
    private Failures() {}

    static QuernException eventTooLarge() {
        return new QuernException(
                ErrorCode.BODY_TOO_LARGE,
                "An event of the contract lambda has at most " + (Limits.EVENT >> 20) + " MiB",
                "Put the data into a bucket and send its name.");
    }

    static QuernException noRoom() {
        return new QuernException(
                ErrorCode.UNAVAILABLE,
                "The function has as many large events and responses under way as the node has room for",
                "Try again in a moment, stream responses, or put large data into a bucket.");
    }

    static QuernException responseTooLarge() {
        String message = "Response payload size exceeded maximum allowed payload size (" + Limits.RESPONSE + " bytes).";
        return QuernException.ofFunction(
                "The function's response is larger than 6 MiB",
                "Stream it, or put it into a bucket.",
                FunctionError.of("Function.ResponseSizeTooLarge", message));
    }

    static QuernException bad(String what) {
        return new QuernException(ErrorCode.FUNCTION_FAILED, "The function's response is no proper one: " + what);
    }

    /** @param init whether it never came to calls */
    static QuernException reported(FunctionError error, boolean init) {
        return QuernException.ofFunction(
                (init ? "The function could not be initialized: " : "The function failed: ") + error.summary(),
                null,
                error);
    }
}
