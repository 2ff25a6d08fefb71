package dev.quern.core.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one error type of the platform: a stable code, a sentence for a person, and, where there is
 * one, what to do about it. Unchecked; messages never hold secrets or host paths a caller may not
 * know.
 */
public final class QuernException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String fix;
    private final @Nullable FunctionError functionError;

    public QuernException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public QuernException(ErrorCode code, String message, @Nullable String fix) {
        this(code, message, fix, null);
    }

    public QuernException(ErrorCode code, String message, @Nullable String fix, @Nullable Throwable cause) {
        this(code, message, fix, cause, null);
    }

    private QuernException(
            ErrorCode code,
            String message,
            @Nullable String fix,
            @Nullable Throwable cause,
            @Nullable FunctionError functionError) {
        super(message, cause);
        this.code = code;
        this.fix = fix;
        this.functionError = functionError;
    }

    /** A failure that the function's own runtime told. */
    public static QuernException ofFunction(String message, @Nullable String fix, FunctionError error) {
        return new QuernException(ErrorCode.FUNCTION_FAILED, message, fix, null, error);
    }

    public ErrorCode code() {
        return code;
    }

    /** What the user can do, as one imperative sentence. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }

    /** What the function's own runtime told of it, if that is what failed. */
    public Optional<FunctionError> functionError() {
        return Optional.ofNullable(functionError);
    }

    /** The message, never null. */
    public String text() {
        return String.valueOf(getMessage());
    }

    public static QuernException invalid(String message) {
        return new QuernException(ErrorCode.INVALID_ARGUMENT, message);
    }

    public static QuernException invalid(String message, String fix) {
        return new QuernException(ErrorCode.INVALID_ARGUMENT, message, fix);
    }
}
