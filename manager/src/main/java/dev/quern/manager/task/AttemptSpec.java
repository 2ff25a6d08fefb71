package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Version;
import dev.quern.core.task.TaskLogs;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.TaskAttempt;
import dev.quern.store.task.Claimed;
import java.time.Instant;
import java.util.Optional;

/** What a node is told of a claimed attempt. */
final class AttemptSpec {
    private AttemptSpec() {}

    /** @throws QuernException version_not_found, or what keeps the store from answering */
    static CallSpec of(Claimed task, Tools tools) {
        FunctionConfig config = config(task, tools);
        Instant now = Instant.now();
        return new CallSpec(
                TaskLogs.callId(task.id(), task.attempt()),
                task.namespace(),
                task.function(),
                task.version(),
                task.imageDigest(),
                config,
                task.arguments(),
                task.function().isEmpty(),
                task.keyId(),
                0,
                now,
                now.plus(config.timeout()),
                System.nanoTime() + config.timeout().toNanos(),
                Optional.of(new TaskAttempt(task.id(), task.attempt())));
    }

    /** As {@link #of}. */
    static FunctionConfig config(Claimed task, Tools tools) {
        return task.config().orElseGet(() -> versionConfig(task, tools));
    }

    private static FunctionConfig versionConfig(Claimed task, Tools tools) {
        return task.function()
                .flatMap(function -> tools.versions().get(new Tools.VersionKey(function, task.version())))
                .map(Version::config)
                .orElseThrow(() -> new QuernException(
                        ErrorCode.VERSION_NOT_FOUND,
                        "The version " + task.version() + " the task was submitted for is gone",
                        "Submit it again."));
    }
}
