package dev.quern.gateway.registry;

/** The errors of distribution-spec 1.1, section "Error Codes", and UNKNOWN as the reference registry has it. */
enum Code {
    BLOB_UNKNOWN(404),
    BLOB_UPLOAD_INVALID(400),
    BLOB_UPLOAD_UNKNOWN(404),
    DIGEST_INVALID(400),
    MANIFEST_BLOB_UNKNOWN(404),
    MANIFEST_INVALID(400),
    MANIFEST_UNKNOWN(404),
    NAME_INVALID(400),
    NAME_UNKNOWN(404),
    SIZE_INVALID(400),
    UNAUTHORIZED(401),
    DENIED(403),
    UNSUPPORTED(405),
    UNKNOWN(500);

    private final int status;

    Code(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
