package dev.quern.app.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring reads of calls that were made. */
class MetricsTest {
    @TempDir
    static Path directory;

    static ReleaseServer quern;

    @BeforeAll
    static void start() throws Exception {
        quern = new ReleaseServer(directory);
    }

    @AfterAll
    static void stop() {
        quern.close();
    }

    @Test
    void callsAreCountedByFunctionAndVersion() throws Exception {
        quern.deploy("good", "--env", "NAME=one");
        quern.deploy("bad", "--env", "STATUS=500");
        for (int i = 0; i < 3; i++) {
            assertThat(quern.request("good").statusCode()).isEqualTo(200);
        }
        assertThat(quern.request("bad").statusCode()).isEqualTo(500);
        HttpResponse<String> response = quern.send("GET", "/metrics");
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        String good = "{namespace=\"default\",function=\"good\",version=\"1\"} ";
        String bad = "{namespace=\"default\",function=\"bad\",version=\"1\"} ";
        assertThat(response.body().lines())
                .contains(
                        "quern_call_run_seconds_count" + good + "3",
                        "quern_call_errors_total" + good + "0",
                        "quern_call_run_seconds_count" + bad + "1",
                        "quern_call_errors_total" + bad + "1",
                        "quern_sandboxes_ready" + good + "1",
                        "quern_versions_left_out 0")
                .anyMatch(line -> line.startsWith("quern_call_run_seconds_bucket{") && line.contains("le=\"+Inf\"} 3"))
                .allMatch(line -> line.matches("# (HELP|TYPE) .*|[a-z_]+(\\{[^}]*})? [0-9.]+"));
    }
}
