package dev.quern.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.value.Ids;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskLogsTest {
    @Test
    void everyAttemptHasAnIdOfItsOwnWithTheTasksTime() {
        UUID task = Ids.next();
        Set<UUID> ids = new HashSet<>(Set.of(task));
        for (int attempt = 1; attempt <= 10_000; attempt++) {
            UUID id = TaskLogs.callId(task, attempt);
            assertThat(ids.add(id)).isTrue();
            assertThat(Ids.time(id)).isEqualTo(Ids.time(task));
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
        }
        assertThat(TaskLogs.callId(task, 3)).isEqualTo(TaskLogs.callId(task, 3));
    }
}
