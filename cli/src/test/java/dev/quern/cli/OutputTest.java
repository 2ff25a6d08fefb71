package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTest extends CliTest {
    private static final String VERSION = """
            {"namespace":"media","function":"%s","version":2,"imageDigest":"sha256:0123456789abcdef",\
            "imageName":"%s","config":{"contract":"stdio","command":["a"],"fresh":"container","memoryBytes":268435456,\
            "timeoutMillis":60000,"concurrency":0,"min":0,"max":64,"queue":100,"environment":{"K":"v"},"mounts":[],\
            "labels":{}},"createdAt":"2026-01-31T12:00:00.123Z","createdBy":"k1"}""";

    private static String function(String name, String image) {
        return "{\"namespace\":\"media\",\"name\":\"" + name + "\",\"mode\":\"private\",\"sharedWith\":[],\"live\":"
                + VERSION.formatted(name, image) + ",\"versions\":2,\"createdAt\":\"2026-01-30T08:00:00Z\","
                + "\"state\":\"ready\"}";
    }

    private static TestServer listing() {
        return new TestServer(x -> x.json(
                200,
                x.request().contains("cursor=next")
                        ? "{\"items\":[" + function("b", "i\\n\\u001b[2J") + "]}"
                        : "{\"items\":[" + function("thumbnail", "image:1") + "],\"next\":\"next\"}"));
    }

    @Test
    void tablesHaveColumnsAndNoControlCharacters() {
        try (TestServer server = listing()) {
            use(server);
            assertThat(quern("-n", "media", "function", "ls")).isZero();
            assertThat(out()).isEqualTo("""
                            FUNCTION         MODE     LIVE  STATE  INSTANCES  IMAGE    VERSIONS  CREATED
                            media/thumbnail  private  @2    ready  -          image:1  2         2026-01-30 08:00:00
                            media/b          private  @2    ready  -          i??[2J   2         2026-01-30 08:00:00
                            """);
            assertThat(server.requests())
                    .containsExactly(
                            "GET /v1/functions?namespace=media&limit=500",
                            "GET /v1/functions?namespace=media&limit=500&cursor=next");
        }
    }

    @Test
    void jsonIsOneArrayOfAllPages() {
        try (TestServer server = listing()) {
            use(server);
            assertThat(quern("function", "ls", "-o", "json")).isZero();
            assertThat(out())
                    .startsWith("[\n  {\n    \"namespace\": \"media\"")
                    .contains("\"labels\": {}")
                    .endsWith("\n]\n");
            assertThat(out().split("\"versions\": 2", -1)).hasSize(3);
        }
    }

    @Test
    void namesAreWhatOtherCommandsTake() {
        try (TestServer server = listing()) {
            use(server);
            assertThat(quern("function", "-o", "name", "ls", "--limit", "1")).isZero();
            assertThat(out()).isEqualTo("media/thumbnail\n");
            assertThat(server.requests()).containsExactly("GET /v1/functions?namespace=default&limit=1");
        }
    }

    @Test
    void oneThingIsShownFieldByField() {
        try (TestServer server = new TestServer(x -> x.json(200, VERSION.formatted("f", "i")))) {
            use(server);
            assertThat(quern("version", "get", "media/f@2")).isZero();
            assertThat(out()).contains("version: 2\n").contains("config:\n").contains("  memoryBytes: 268435456\n");
            assertThat(out()).contains("  command:\n    - a\n").doesNotContain("mounts");
        }
    }

    @Test
    void deploySendsOnlyWhatWasSaid() {
        StringBuilder body = new StringBuilder();
        try (TestServer server = new TestServer(x -> {
            body.append(new String(x.body(), StandardCharsets.UTF_8));
            x.json(201, VERSION.formatted("f", "i"));
        })) {
            use(server);
            assertThat(quern(
                            "deploy",
                            "media/f",
                            "--image",
                            "i",
                            "--memory",
                            "64Mi",
                            "--timeout",
                            "1m30s",
                            "--env",
                            "A=b=c",
                            "--mount",
                            "/srv/x:/x",
                            "--",
                            "convert",
                            "-resize"))
                    .isZero();
            assertThat(body)
                    .hasToString("{\"image\":\"i\",\"command\":[\"convert\",\"-resize\"],\"memoryBytes\":67108864,"
                            + "\"timeoutMillis\":90000,\"environment\":{\"A\":\"b=c\"},\"mounts\":[\"/srv/x:/x:ro\"]}");
            assertThat(out()).isEqualTo("media/f@2 is live\n");
        }
    }

    @Test
    void rollbackGoesBackToWhatTheAliasNamedBefore() {
        StringBuilder body = new StringBuilder();
        try (TestServer server = new TestServer(x -> {
            body.append(new String(x.body(), StandardCharsets.UTF_8));
            x.json(200, "{\"alias\":\"live\",\"version\":2,\"updatedAt\":\"2026-01-30T08:00:00Z\"}");
        })) {
            use(server);
            assertThat(quern("function", "rollback", "f")).isZero();
            assertThat(out()).isEqualTo("default/f:live is version 2 now\n");
            assertThat(quern("function", "rollback", "f:blue", "--to", "7")).isZero();
            assertThat(server.requests())
                    .containsExactly(
                            "POST /v1/functions/default/f/aliases/live/rollback",
                            "PUT /v1/functions/default/f/aliases/blue");
            assertThat(body).hasToString("{\"version\":7}");
        }
    }
}
