package dev.quern.objects.remote;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the remote store refuses, in the words of ours. */
final class RemoteErrors {
    private RemoteErrors() {}

    /** @throws IOException when the store cannot be reached or fails */
    static <T> T run(Supplier<T> work) throws IOException {
        try {
            return work.get();
        } catch (S3Exception e) {
            throw translated(e);
        } catch (SdkException e) {
            throw new IOException("the remote object store cannot be reached: " + e.getMessage(), e);
        }
    }

    static boolean isMissing(S3Exception e) {
        return e.statusCode() == 404 && !code(e).equals("NoSuchBucket");
    }

    private static IOException translated(S3Exception e) {
        String code = code(e);
        ErrorCode known = switch (code) {
            case "PreconditionFailed" -> ErrorCode.CONDITION_FAILED;
            case "ConditionalRequestConflict" -> ErrorCode.CONFLICT;
            case "NoSuchKey" -> ErrorCode.OBJECT_NOT_FOUND;
            case "NoSuchUpload" -> ErrorCode.UPLOAD_NOT_FOUND;
            case "NotImplemented" -> ErrorCode.UNSUPPORTED;
            case "SlowDown" -> ErrorCode.UNAVAILABLE;
            default -> e.statusCode() == 412 ? ErrorCode.CONDITION_FAILED : ErrorCode.INTERNAL;
        };
        if (known == ErrorCode.INTERNAL) {
            return new IOException("the remote object store answered " + e.statusCode() + " " + code, e);
        }
        throw new QuernException(known, "The remote object store refused: " + code, null, e);
    }

    private static String code(S3Exception e) {
        return e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
    }
}
