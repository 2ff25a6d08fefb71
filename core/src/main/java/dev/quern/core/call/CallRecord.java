package dev.quern.core.call;

import dev.quern.core.name.FunctionName;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What is left of a call, or of many calls of a kind whose times and bytes are added up. Lossy within the spool's stated bound (ARCHITECTURE.md, "Call records").
 *
 * @param function empty for a call of an image without a function
 * @param version 0 when function is empty
 * @param exitCode the function's, 128 + signal when a signal ended it; empty if it never started
 * @param error the wire spelling of the error code, empty on success
 * @param stderrTail at most 4 KiB, only when the call failed
 * @param queueMicros waiting for a place; {@code sandboxMicros} getting a sandbox ready;
 *     {@code runMicros} from go to the exit status
 * @param cpuMicros used by all processes of the sandbox, read from its cgroup; of a server what its instances used
 *     since the call that ended before, as far as it had been measured
 * @param pooled whether the sandbox was ready before the call came
 * @param calls how many, 1 unless they are more than have a record each
 */
public record CallRecord(
        UUID id,
        String namespace,
        Optional<FunctionName> function,
        int version,
        String imageDigest,
        String keyId,
        String node,
        CallState state,
        OptionalInt exitCode,
        Optional<String> error,
        Optional<String> message,
        Optional<String> stderrTail,
        Instant startedAt,
        long queueMicros,
        long sandboxMicros,
        long runMicros,
        long cpuMicros,
        long peakMemoryBytes,
        long bytesIn,
        long bytesOut,
        boolean pooled,
        long calls) {
    /** Both together, in the words of this one. */
    public CallRecord plus(CallRecord other) {
        return new CallRecord(
                id,
                namespace,
                function,
                version,
                imageDigest,
                keyId,
                node,
                state,
                exitCode,
                error,
                message,
                stderrTail,
                startedAt,
                queueMicros + other.queueMicros,
                sandboxMicros + other.sandboxMicros,
                runMicros + other.runMicros,
                cpuMicros + other.cpuMicros,
                Math.max(peakMemoryBytes, other.peakMemoryBytes),
                bytesIn + other.bytesIn,
                bytesOut + other.bytesOut,
                pooled && other.pooled,
                calls + other.calls);
    }
}
