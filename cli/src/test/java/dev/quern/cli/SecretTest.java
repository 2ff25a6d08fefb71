package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretTest extends CliTest {
    private static final String SECRET = """
            {"namespace":"default","name":"TOKEN","version":2,"sizeBytes":6,"createdAt":"2026-01-01T00:00:00Z",\
            "updatedAt":"2026-01-02T00:00:00Z"}""";

    private final StringBuilder body = new StringBuilder();

    private TestServer server() {
        return new TestServer(x -> {
            body.append(new String(x.body(), StandardCharsets.UTF_8));
            x.json(200, SECRET);
        });
    }

    @Test
    void theValueComesFromStdinAndIsNeverShown() {
        try (TestServer server = server()) {
            use(server);
            assertThat(quernWith("hidden", "secret", "set", "TOKEN")).isZero();
            assertThat(server.requests()).containsExactly("PUT /v1/secrets/default/TOKEN");
            assertThat(body).hasToString("hidden");
            assertThat(out()).isEqualTo("secret TOKEN is set, version 2\n");
            assertThat(out() + err()).doesNotContain("hidden");
        }
    }

    @Test
    void noValueALongOneAndABadNameAreRefusedBeforeAnythingIsSent() {
        try (TestServer server = server()) {
            use(server);
            assertThat(quern("secret", "set", "TOKEN")).isEqualTo(2);
            assertThat(quernWith("x".repeat(65_537), "secret", "set", "TOKEN")).isEqualTo(2);
            assertThat(quernWith("x", "secret", "set", "../keys")).isEqualTo(2);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void theyAreListedInANamespace() {
        try (TestServer server = new TestServer(x -> x.json(200, "{\"items\":[" + SECRET + "]}"))) {
            use(server);
            assertThat(quern("secret", "ls", "-n", "shop")).isZero();
            assertThat(server.requests().getFirst()).startsWith("GET /v1/secrets?namespace=shop");
            assertThat(out()).contains("default/TOKEN", "6");
        }
    }

    @Test
    void deployNamesThemAndWhereTheFunctionMayGo() {
        try (TestServer server = server()) {
            use(server);
            assertThat(quern("deploy", "f", "--image", "i", "--secret", "A", "--egress", "db:0"))
                    .isEqualTo(2);
            assertThat(quern("deploy", "f", "--image", "i", "--secret", "A:relative"))
                    .isEqualTo(2);
            assertThat(server.requests()).isEmpty();
            quern(
                    "deploy",
                    "f",
                    "--image",
                    "i",
                    "--secret",
                    "A",
                    "--secret",
                    "B:/run/b",
                    "--egress",
                    "DB.example:5432");
            assertThat(body)
                    .hasToString("{\"image\":\"i\",\"secrets\":[\"A\",\"B:/run/b\"],\"egress\":\"db.example:5432\"}");
        }
    }
}
