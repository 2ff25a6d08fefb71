package dev.quern.gateway.s3;

/** A request that is refused in S3's own words. */
public final class S3Exception extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final S3Code code;

    S3Exception(S3Code code, String message) {
        // Without a stack trace: refusing is no failure, and may be what many requests end in.
        super(message, null, false, false);
        this.code = code;
    }

    public S3Code code() {
        return code;
    }
}
