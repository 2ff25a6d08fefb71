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

    public QuernException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public QuernException(ErrorCode code, String message, @Nullable String fix) {
        this(code, message, fix, null);
    }

    public QuernException(ErrorCode code, String message, @Nullable String fix, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.fix = fix;
    }

    public ErrorCode code() {
        return code;
    }

    /** What the user can do, as one imperative sentence. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
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
