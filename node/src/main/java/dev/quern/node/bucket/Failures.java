package dev.quern.node.bucket;

import dev.quern.core.error.QuernException;
import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the store says, in the words a function understands. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** Something that asks the store. */
    @FunctionalInterface
    interface Asking<T> {
        T ask() throws IOException;
    }

    private Failures() {}

    /** @throws LinuxException EIO when the store fails, ENOSPC, EACCES and ENOENT when it says so */
    static <T> T asErrno(Asking<T> asking) {
        try {
            return asking.ask();
        } catch (IOException e) {
            LOG.warn("the object store failed a mount's request: {}", e.toString());
            throw new LinuxException("store", Errno.EIO, "");
        } catch (QuernException e) {
            int errno = switch (e.code()) {
                case DISK_FULL -> Errno.ENOSPC;
                case FORBIDDEN -> Errno.EACCES;
                case OBJECT_NOT_FOUND, BUCKET_NOT_FOUND -> Errno.ENOENT;
                default -> Errno.EIO;
            };
            if (errno == Errno.EIO) {
                LOG.warn("the object store refused a mount's request: {}", e.text());
            }
            throw new LinuxException("store", errno, "");
        }
    }
}
