package dev.quern.node.record;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call record as a line of the spool. */
@Json
record CallLine(
        String id,
        String namespace,
        @Nullable String function,
        int version,
        String imageDigest,
        String keyId,
        String node,
        String state,
        @Nullable Integer exitCode,
        @Nullable String error,
        @Nullable String message,
        @Nullable String stderrTail,
        String startedAt,
        long queueMicros,
        long sandboxMicros,
        long runMicros,
        long cpuMicros,
        long peakMemoryBytes,
        long bytesIn,
        long bytesOut,
        boolean pooled,
        @Nullable Long calls) {
    private static final Logger LOG = LoggerFactory.getLogger(CallLine.class);
    private static final JsonType<CallLine> JSON = Jsonb.instance().type(CallLine.class);

    static String write(CallRecord r) {
        return JSON.toJson(new CallLine(
                r.id().toString(),
                r.namespace(),
                r.function().map(FunctionName::name).orElse(null),
                r.version(),
                r.imageDigest(),
                r.keyId(),
                r.node(),
                r.state().name(),
                r.exitCode().isPresent() ? r.exitCode().getAsInt() : null,
                r.error().orElse(null),
                r.message().orElse(null),
                r.stderrTail().orElse(null),
                r.startedAt().toString(),
                r.queueMicros(),
                r.sandboxMicros(),
                r.runMicros(),
                r.cpuMicros(),
                r.peakMemoryBytes(),
                r.bytesIn(),
                r.bytesOut(),
                r.pooled(),
                r.calls()));
    }

    /** The records of a segment; a line that a crash cut short is skipped. */
    static List<CallRecord> readAll(Path segment) throws IOException {
        List<CallRecord> records = new ArrayList<>();
        for (String line : new String(Files.readAllBytes(segment), StandardCharsets.UTF_8).split("\n")) {
            if (line.isEmpty()) {
                continue;
            }
            try {
                records.add(JSON.fromJson(line).toRecord());
            } catch (RuntimeException e) {
                LOG.warn("a call record in the spool was cut short and is skipped");
            }
        }
        return records;
    }

    private CallRecord toRecord() {
        return new CallRecord(
                UUID.fromString(id),
                namespace,
                Optional.ofNullable(function).map(name -> new FunctionName(namespace, name)),
                version,
                imageDigest,
                keyId,
                node,
                CallState.valueOf(state),
                exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode),
                Optional.ofNullable(error),
                Optional.ofNullable(message),
                Optional.ofNullable(stderrTail),
                Instant.parse(startedAt),
                queueMicros,
                sandboxMicros,
                runMicros,
                cpuMicros,
                peakMemoryBytes,
                bytesIn,
                bytesOut,
                pooled,
                calls == null ? 1 : calls);
    }
}
