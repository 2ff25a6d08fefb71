package dev.quern.images.pull;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What to say when a registry does not deliver.
 *
 * @param name the image's, as the user wrote it
 */
record Refusals(String name) {
    QuernException of(int status) {
        return switch (status) {
            case 404 ->
                new QuernException(
                        ErrorCode.IMAGE_NOT_FOUND, "The registry has no image " + name, "Check its name and tag.");
            case 401, 403 ->
                new QuernException(
                        ErrorCode.REGISTRY_FAILED,
                        "The registry refuses access to " + name,
                        "Give credentials for this registry, or check the ones given.");
            case 429 ->
                new QuernException(
                        ErrorCode.REGISTRY_FAILED,
                        "The registry limits how often " + name + " may be pulled",
                        "Try again later, or give credentials with a higher limit.");
            default -> undelivered("it answered with the status " + status, null);
        };
    }

    QuernException of(IOException cause) {
        if (String.valueOf(cause.getMessage()).contains("No space left on device")) {
            return new QuernException(
                    ErrorCode.DISK_FULL,
                    "There is no space left to pull " + name,
                    "Remove images with 'quern image rm', or move the data directory to a larger disk.",
                    cause);
        }
        return switch (cause) {
            case ConnectException e -> unreachable(e);
            case UnknownHostException e -> unreachable(e);
            case HttpConnectTimeoutException e -> unreachable(e);
            case SSLException e ->
                new QuernException(
                        ErrorCode.REGISTRY_FAILED,
                        "The registry of " + name + " has no certificate this machine trusts",
                        "Install the registry's certificate authority on this machine.",
                        e);
            default -> undelivered(String.valueOf(cause.getMessage()), cause);
        };
    }

    private QuernException unreachable(IOException cause) {
        return new QuernException(
                ErrorCode.REGISTRY_FAILED,
                "The registry of " + name + " cannot be reached",
                "Check the registry's name and port, and this machine's network.",
                cause);
    }

    private QuernException undelivered(String why, @Nullable IOException cause) {
        return new QuernException(
                ErrorCode.REGISTRY_FAILED,
                "The registry did not deliver " + name + ": " + why,
                "Try again, or save the image to a file and load that.",
                cause);
    }
}
