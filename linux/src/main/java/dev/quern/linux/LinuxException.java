package dev.quern.linux;

/** A failed call into the kernel: which, on what, and errno. */
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    public LinuxException(String call, int errno, String detail) {
        super(call + (detail.isEmpty() ? "" : " " + detail) + ": " + Errno.name(errno));
        this.errno = errno;
    }

    /** The errno value, see {@link Errno}. */
    public int errno() {
        return errno;
    }

    public boolean is(int errnoValue) {
        return errno == errnoValue;
    }
}
