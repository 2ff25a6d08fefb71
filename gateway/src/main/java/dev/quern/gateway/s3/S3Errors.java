package dev.quern.gateway.s3;

import dev.quern.core.error.QuernException;

/** What went wrong below, in S3's words. */
public final class S3Errors {
    private S3Errors() {}

    public static S3Exception of(Throwable cause) {
        return switch (cause) {
            case S3Exception known -> known;
            case QuernException known -> of(known);
            default -> S3Code.InternalError.error();
        };
    }

    private static S3Exception of(QuernException e) {
        return switch (e.code()) {
            case BUCKET_NOT_FOUND -> S3Code.NoSuchBucket.error();
            case OBJECT_NOT_FOUND -> S3Code.NoSuchKey.error();
            case UPLOAD_NOT_FOUND -> S3Code.NoSuchUpload.error();
            case CONDITION_FAILED -> S3Code.PreconditionFailed.error();
            case CONFLICT -> S3Code.ConditionalRequestConflict.error();
            case IN_USE -> S3Code.BucketNotEmpty.error();
            case BODY_TOO_LARGE -> S3Code.EntityTooLarge.error();
            case DISK_FULL -> S3Code.InsufficientStorage.error();
            case UNAVAILABLE, TOO_MANY_REQUESTS -> S3Code.SlowDown.error(e.text());
            case UNSUPPORTED -> S3Code.NotImplemented.error(e.text());
            case INVALID_ARGUMENT -> S3Code.InvalidArgument.error(e.text());
            default -> S3Code.InternalError.error();
        };
    }
}
