package dev.quern.images;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.oci.Invalid;
import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs file work on a platform thread of its own, since it would hold a virtual thread's carrier, and
 * turns what the kernel said into the errors of the store.
 */
final class LoadThread {
    private LoadThread() {}

    static <T> T run(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().daemon().name("quern-image").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again.", e);
        } catch (ExecutionException e) {
            throw translated(e.getCause() == null ? e : e.getCause());
        }
    }

    private static RuntimeException translated(Throwable cause) {
        if (cause instanceof LinuxException e && (e.is(Errno.ENOSPC) || e.is(Errno.EDQUOT))) {
            return new QuernException(
                    ErrorCode.DISK_FULL,
                    "There is no space left for this image on the disk of the data directory",
                    "Remove images with 'quern image rm', or move the data directory to a larger disk.",
                    cause);
        }
        return switch (cause) {
            case QuernException e -> e;
            case IOException e -> Invalid.unreadable("The archive", e);
            case Error e -> throw e;
            default ->
                new QuernException(
                        ErrorCode.INTERNAL, "The image could not be stored: " + cause.getMessage(), null, cause);
        };
    }
}
