package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.Errno;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param code the exit code; 128 + signal when a signal ended it; 127 or 126 when it never started, as
 *     in a shell
 * @param signal the signal that ended it, or 0
 * @param startFailure why it never started, for the caller to read
 * @param sandboxLost the whole sandbox ended, killed from outside or by a fault; it cannot be used again
 */
public record Exit(int code, int signal, Optional<QuernException> startFailure, boolean sandboxLost) {
    private static final int SIGKILL = 9;

    public boolean succeeded() {
        return code == 0 && startFailure.isEmpty();
    }

    static Exit lost() {
        return new Exit(128 + SIGKILL, SIGKILL, Optional.empty(), true);
    }

    /** From init's report: see {@code struct status} in protocol.h. */
    static Exit of(Command command, int waitStatus, int failedAt, int errno) {
        if (failedAt != Packets.AT_NOTHING) {
            return notStarted(command, failedAt, errno);
        }
        int signal = waitStatus & 0x7f;
        int code = signal != 0 ? 128 + signal : (waitStatus >> 8) & 0xff;
        return new Exit(code, signal, Optional.empty(), false);
    }

    private static Exit notStarted(Command command, int failedAt, int errno) {
        String program = "'" + printable(command.argv().getFirst()) + "'";
        QuernException why = switch (failedAt) {
            case Packets.AT_CHDIR ->
                failure("The working directory '" + printable(command.cwd()) + "' cannot be entered", errno);
            case Packets.AT_INTERPRETER ->
                new QuernException(
                        ErrorCode.ENTRYPOINT_NOT_FOUND,
                        "The entry point " + program + " is in the image, but not its interpreter or loader",
                        "Add the program its first line names, or the libraries it was linked with.");
            case Packets.AT_EXEC ->
                switch (errno) {
                    case Errno.ENOENT, Errno.ENOTDIR ->
                        new QuernException(
                                ErrorCode.ENTRYPOINT_NOT_FOUND,
                                "The entry point " + program + " was not found in the image",
                                "Check ENTRYPOINT, CMD and PATH of the image, or give a command after --.");
                    case Errno.EACCES ->
                        new QuernException(
                                ErrorCode.ENTRYPOINT_NOT_FOUND,
                                "The entry point " + program + " is not executable for the image's user",
                                "Set its execute permission in the image.");
                    case Errno.ENOEXEC ->
                        new QuernException(
                                ErrorCode.ENTRYPOINT_NOT_FOUND,
                                "The entry point " + program + " is not a program this machine can run",
                                "Build the image for this machine's architecture; a script starts with #!.");
                    case Errno.E2BIG ->
                        new QuernException(
                                ErrorCode.INVALID_ARGUMENT,
                                "Arguments and environment are larger than the kernel allows",
                                "Send large input as the request body.");
                    default -> failure("The entry point " + program + " could not be started", errno);
                };
            default -> failure("The function could not be started", errno);
        };
        return new Exit(errno == Errno.ENOENT ? 127 : 126, 0, Optional.of(why), false);
    }

    private static QuernException failure(String what, int errno) {
        return new QuernException(ErrorCode.SANDBOX_FAILED, what + ": " + Errno.name(errno));
    }

    private static String printable(String text) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
