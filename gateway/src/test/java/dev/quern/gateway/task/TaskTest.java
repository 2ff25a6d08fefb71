package dev.quern.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.TaskRecord;
import dev.quern.gateway.Installation;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server of tasks for each test, in a namespace of its own. */
@ExtendWith(Installation.Shared.class)
abstract class TaskTest {
    private final Installation quern;

    @TempDir
    Path directory = Path.of("");

    TaskServer server;

    @SuppressWarnings("NullAway.Init")
    TaskTest(Installation quern) {
        this.quern = quern;
    }

    @BeforeEach
    void start() {
        server = new TaskServer(quern, directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    TaskRecord stored(String id) {
        return quern.store.tasks().reads().find(UUID.fromString(id)).orElseThrow();
    }

    static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}
