package dev.quern.manager.task;

import dev.quern.core.call.CallRecord;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.usage.Usage;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.TaskBody;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How an attempt ended, before it is decided what becomes of its task.
 *
 * @param platform whether the platform ended it and not the function
 * @param stopped whether this node's stopping ended it, so that it may begin elsewhere at once
 * @param result empty unless it succeeded
 * @param retryAfter how long the function asked to be left alone
 */
record Ending(
        Instant startedAt,
        Instant endedAt,
        OptionalInt exitCode,
        Optional<QuernException> failure,
        boolean platform,
        boolean stopped,
        TaskBody result,
        Usage usage,
        Optional<Duration> retryAfter) {
    /** What is the function's own doing, or its configuration's: trying elsewhere would not change it. */
    private static final Set<ErrorCode> FUNCTIONS = EnumSet.of(
            ErrorCode.FUNCTION_FAILED,
            ErrorCode.FUNCTION_REFUSED,
            ErrorCode.OUT_OF_MEMORY,
            ErrorCode.DEADLINE_EXCEEDED,
            ErrorCode.ENTRYPOINT_NOT_FOUND,
            ErrorCode.RESULT_TOO_LARGE,
            ErrorCode.INVALID_ARGUMENT,
            ErrorCode.BODY_TOO_LARGE,
            ErrorCode.FORBIDDEN,
            ErrorCode.UNSUPPORTED,
            ErrorCode.VERSION_NOT_FOUND,
            ErrorCode.CANCELLED);

    /** The function never began. */
    static Ending notBegun(Instant claimedAt, RuntimeException cause, boolean stopped) {
        QuernException failure = known(cause);
        // Its own time had not begun: the deadline passed while it waited for a sandbox.
        boolean own = FUNCTIONS.contains(failure.code()) && failure.code() != ErrorCode.DEADLINE_EXCEEDED;
        return new Ending(
                claimedAt,
                Sql.now(),
                OptionalInt.empty(),
                Optional.of(failure),
                !own,
                stopped,
                TaskBody.EMPTY,
                Usage.NONE,
                Optional.empty());
    }

    /** The function ended; {@code failure} is why it did not succeed, by its record or by what came later. */
    static Ending of(CallRecord record, Optional<QuernException> failure, boolean stopped, TaskBody result) {
        return of(record, failure, stopped, result, Optional.empty());
    }

    static Ending of(
            CallRecord record,
            Optional<QuernException> failure,
            boolean stopped,
            TaskBody result,
            Optional<Duration> retryAfter) {
        boolean platform =
                failure.filter(why -> !FUNCTIONS.contains(why.code())).isPresent();
        Usage usage = new Usage(
                record.cpuMicros(), record.runMicros(), record.peakMemoryBytes(), record.bytesIn(), record.bytesOut());
        return new Ending(
                record.startedAt(),
                Sql.now(),
                record.exitCode(),
                failure,
                platform,
                stopped,
                failure.isEmpty() ? result : TaskBody.EMPTY,
                usage,
                retryAfter);
    }

    static QuernException known(RuntimeException cause) {
        return cause instanceof QuernException q
                ? q
                : new QuernException(
                        ErrorCode.INTERNAL,
                        "The attempt failed by an error of the platform",
                        "The server's log says more.",
                        cause);
    }
}
