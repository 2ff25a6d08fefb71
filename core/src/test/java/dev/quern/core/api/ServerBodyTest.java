package dev.quern.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.function.Serving;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import org.junit.jupiter.api.Test;

class ServerBodyTest {
    private final JsonType<ServerBody> json = Jsonb.instance().type(ServerBody.class);

    @Test
    void oneOfBeforeHttp2SpeaksHttp1() {
        ServerBody before = json.fromJson("{\"port\":8080,\"startLimitMillis\":30000}");
        assertThat(ServerBody.serving(before)).isEqualTo(Serving.DEFAULT);
        assertThat(json.toJson(ServerBody.of(Serving.DEFAULT))).doesNotContain("h2c");
    }

    @Test
    void http2IsKept() {
        Serving serving = ServerBody.serving(json.fromJson("{\"h2c\":true}"));
        assertThat(serving.h2c()).isTrue();
        assertThat(ServerBody.serving(json.fromJson(json.toJson(ServerBody.of(serving)))))
                .isEqualTo(serving);
    }
}
