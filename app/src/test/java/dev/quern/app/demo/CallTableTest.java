package dev.quern.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.api.CallBody;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallTableTest {
    private static CallResult result(String what, double run, boolean pooled) {
        return new CallResult(
                what,
                new byte[0],
                new CallBody(
                        "id",
                        "default",
                        what,
                        1,
                        "sha256:0",
                        "succeeded",
                        0,
                        null,
                        null,
                        null,
                        "2026-01-01T00:00:00Z",
                        0.01,
                        5.5,
                        run,
                        0.9,
                        1 << 20,
                        1000,
                        2048,
                        pooled,
                        1,
                        "node"));
    }

    @Test
    void numbersLineUpOnTheRight() {
        List<String> lines = CallTable.of(List.of(result("upper", 1.25, false), result("thumbnail 200x200", 80, true)));
        assertThat(lines)
                .containsExactly(
                        "call               result     in  out    queue  sandbox       run      CPU  memory  container",
                        "upper              ok      1000B  2Ki  0.01 ms  5.50 ms   1.25 ms  0.90 ms     1Mi  made for the call",
                        "thumbnail 200x200  ok      1000B  2Ki  0.01 ms  5.50 ms  80.00 ms  0.90 ms     1Mi  was ready");
    }
}
