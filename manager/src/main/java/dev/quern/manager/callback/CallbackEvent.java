package dev.quern.manager.callback;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.TaskRecord;
import dev.quern.store.task.TaskBody;
import io.avaje.jsonb.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver is sent: a CloudEvent 1.0 in structured JSON (CloudEvents specification 1.0.2, JSON format).
 * The id is the same however often one end of a task is told, and another when a retried task ends again.
 */
@Json
public record CallbackEvent(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        String time,
        String datacontenttype,
        Data data) {
    /**
     * How the task ended.
     *
     * @param result of a succeeded task when it is text of at most 64 KiB, {@code resultBase64} when it is not
     *     text; {@code resultUrl} is always where it is
     */
    @Json
    public record Data(
            String id,
            String namespace,
            @Nullable String function,
            int version,
            String imageDigest,
            String state,
            int attempt,
            @Nullable Integer exitCode,
            @Nullable String error,
            @Nullable String message,
            String submittedAt,
            @Nullable String finishedAt,
            long resultBytes,
            @Nullable String result,
            @Nullable String resultBase64,
            @Nullable String resultUrl) {}

    /** @param result of a succeeded task, when it is in its row */
    static CallbackEvent of(TaskRecord task, Optional<TaskBody> result, String publicUrl) {
        boolean succeeded = task.state() == dev.quern.core.task.TaskState.SUCCEEDED;
        byte[] bytes = result.flatMap(TaskBody::bytes).orElse(null);
        String text = bytes == null ? null : text(bytes);
        String state = task.state().wire();
        Data data = new Data(
                task.id().toString(),
                task.namespace(),
                task.function().map(FunctionName::toString).orElse(null),
                task.version(),
                task.imageDigest(),
                state,
                task.attempt(),
                task.exitCode().isPresent() ? task.exitCode().getAsInt() : null,
                task.error().orElse(null),
                task.message().orElse(null),
                task.submittedAt().toString(),
                task.finishedAt().map(Instant::toString).orElse(null),
                task.resultBytes(),
                text,
                bytes != null && text == null ? java.util.Base64.getEncoder().encodeToString(bytes) : null,
                succeeded ? publicUrl + "/v1/tasks/" + task.id() + "/result" : null);
        return new CallbackEvent(
                "1.0",
                task.id() + "/" + task.attempt() + "/" + state,
                task.function().map(f -> "/v1/functions/" + f).orElse("/v1/images/" + task.imageDigest()),
                "dev.quern.task." + state,
                task.id().toString(),
                task.finishedAt().orElse(task.submittedAt()).toString(),
                "application/json",
                data);
    }

    /** Null when the bytes are not UTF-8. */
    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
