package dev.quern.gateway.call;

import dev.quern.core.function.Launch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With aws-lambda-ric, its native part included. */
class LambdaNodeTest extends LambdaClients {
    LambdaNodeTest() {
        super("lambda-node", 256, "Error");
    }

    @Test
    void anAnswerStreams() throws Exception {
        deploy("streaming", LONG, 1, Launch.IMAGE, List.of("app.streaming"), Map.of());
        assertStreams("streaming");
    }

    @Test
    void anAnswerThatFailsOnTheWayBreaksOff() throws Exception {
        deploy("halfway", LONG, 1, Launch.IMAGE, List.of("app.streaming"), Map.of());
        assertBreaksOff("halfway");
    }
}
