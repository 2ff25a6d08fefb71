package dev.quern.gateway.resource;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;

/** The errors for what is not there, or not for this key to know. */
public final class Unknown {
    private Unknown() {}

    static QuernException namespace(String namespace) {
        return new QuernException(ErrorCode.NAMESPACE_NOT_FOUND, "There is no namespace '" + namespace + "'");
    }

    public static QuernException function(FunctionName function) {
        return new QuernException(ErrorCode.FUNCTION_NOT_FOUND, "There is no function '" + function + "'");
    }

    static QuernException version(FunctionName function, int number) {
        return new QuernException(ErrorCode.VERSION_NOT_FOUND, "There is no version " + function + "@" + number);
    }

    static QuernException image(String image) {
        return new QuernException(ErrorCode.IMAGE_NOT_FOUND, "There is no image " + image, "See 'quern image ls'.");
    }

    public static QuernException task(String id) {
        return new QuernException(
                ErrorCode.TASK_NOT_FOUND,
                "There is no task '" + (id.length() > 80 ? id.substring(0, 80) + "…" : id) + "'",
                "Finished tasks are kept for the time of their retention class.");
    }

    public static QuernException build(String id) {
        return new QuernException(
                ErrorCode.BUILD_NOT_FOUND,
                "There is no build '" + (id.length() > 80 ? id.substring(0, 80) + "…" : id) + "'",
                "See 'quern build ls'.");
    }

    static QuernException call(String id) {
        return new QuernException(
                ErrorCode.CALL_NOT_FOUND, "There is no call '" + id + "'", "Records are kept for a bounded time.");
    }
}
