package dev.quern.objects.remote;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the remote store refuses, in the words of ours. */
final class RemoteErrors {
    private static final String KEY = "Give a key that may list, read and write in the bucket in the file that"
            + " 'objects.credentials-file' names, or in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";

    private RemoteErrors() {}

    /** @throws QuernException unavailable when the store is away or refuses this server, disk_full when it is full */
    static <T> T run(Supplier<T> work) {
        try {
            return work.get();
        } catch (S3Exception e) {
            throw translated(e);
        } catch (SdkException e) {
            throw away(e);
        }
    }

    static boolean isMissing(S3Exception e) {
        return e.statusCode() == 404 && !code(e).equals("NoSuchBucket");
    }

    private static QuernException away(SdkException e) {
        String text = String.valueOf(e.getMessage());
        // The SDK has no type of its own for a chain of providers that ends without credentials.
        if (text.contains("credentials")) {
            return unavailable("There are no credentials for the remote object store", KEY, e);
        }
        return unavailable(
                "The remote object store cannot be reached: " + text,
                "Try again in a moment; if it stays away, see whether it runs where 'objects' says (s3:// is by TLS,"
                        + " s3+http:// without).",
                e);
    }

    private static QuernException translated(S3Exception e) {
        String code = code(e);
        return switch (code) {
            case "PreconditionFailed" -> refused(ErrorCode.CONDITION_FAILED, e);
            case "ConditionalRequestConflict" -> refused(ErrorCode.CONFLICT, e);
            case "NoSuchKey" -> refused(ErrorCode.OBJECT_NOT_FOUND, e);
            case "NoSuchUpload" -> refused(ErrorCode.UPLOAD_NOT_FOUND, e);
            case "NotImplemented" -> refused(ErrorCode.UNSUPPORTED, e);
            case "NoSuchBucket" ->
                unavailable(
                        "The remote object store has no such bucket",
                        "Make the bucket that 'objects' names, or name another.",
                        e);
            case "RequestTimeTooSkewed" ->
                unavailable(
                        "The remote object store's clock is another", "Set this machine's clock, or that one's.", e);
            default -> byStatus(e, code);
        };
    }

    private static QuernException byStatus(S3Exception e, String code) {
        return switch (e.statusCode()) {
            case 401, 403 -> unavailable("The remote object store refuses the server's key: " + code, KEY, e);
            case 412 -> refused(ErrorCode.CONDITION_FAILED, e);
            case 507 ->
                new QuernException(ErrorCode.DISK_FULL, "The remote object store is full", "Make room there.", e);
            default ->
                unavailable(
                        "The remote object store answered " + e.statusCode() + " " + code,
                        "Try again in a moment; if it stays so, see its own log.",
                        e);
        };
    }

    private static QuernException refused(ErrorCode as, S3Exception e) {
        return new QuernException(as, "The remote object store refused: " + code(e), null, e);
    }

    private static QuernException unavailable(String what, String fix, SdkException e) {
        return new QuernException(ErrorCode.UNAVAILABLE, what, fix, e);
    }

    private static String code(S3Exception e) {
        return e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
    }
}
