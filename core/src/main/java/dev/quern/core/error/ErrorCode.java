package dev.quern.core.error;

import java.util.Locale;

/**
 * The stable codes of every error Quern answers with, and the HTTP status each maps to. The wire
 * spelling is the constant's name in lower case; a code is never renamed or reused.
 */
public enum ErrorCode {
    INVALID_ARGUMENT(400),
    INVALID_IMAGE(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    FUNCTION_NOT_FOUND(404),
    VERSION_NOT_FOUND(404),
    ALIAS_NOT_FOUND(404),
    IMAGE_NOT_FOUND(404),
    CALL_NOT_FOUND(404),
    TASK_NOT_FOUND(404),
    BUILD_NOT_FOUND(404),
    KEY_NOT_FOUND(404),
    NAMESPACE_NOT_FOUND(404),
    SECRET_NOT_FOUND(404),
    BUCKET_NOT_FOUND(404),
    OBJECT_NOT_FOUND(404),
    UPLOAD_NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    REQUEST_TIMEOUT(408),
    CONFLICT(409),
    IN_USE(409),
    CANCELLED(409),
    CONDITION_FAILED(412),
    BODY_TOO_LARGE(413),
    UNSUPPORTED(422),
    IDEMPOTENCY_MISMATCH(422),
    TOO_MANY_REQUESTS(429),
    CLIENT_GONE(499),
    INTERNAL(500),
    FUNCTION_FAILED(502),
    FUNCTION_REFUSED(502),
    OUT_OF_MEMORY(502),
    ENTRYPOINT_NOT_FOUND(502),
    REGISTRY_FAILED(502),
    RESULT_TOO_LARGE(502),
    SANDBOX_FAILED(502),
    UNAVAILABLE(503),
    DISK_FULL(507),
    DEADLINE_EXCEEDED(504);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    /** The HTTP status this code is answered with. */
    public int status() {
        return status;
    }

    /** The spelling in JSON: lower case with underscores, for example {@code image_not_found}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
