package dev.quern.node.lambda;

import dev.quern.node.http.Header;
import dev.quern.node.http.InboundConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the Runtime API answers, but for events; statuses, types and texts are those of AWS. */
record Reply(int status, String json) {
    private static final List<Header> JSON = List.of(new Header("Content-Type", "application/json"));

    static final Reply ACCEPTED = new Reply(202, "{\"status\":\"OK\"}\n");
    static final Reply PONG = new Reply(200, "\"pong\"\n");
    static final Reply NO_SUCH_ID = error(400, "InvalidRequestID", "Invalid request ID");
    static final Reply NO_SUCH_MODE = error(400, "InvalidFunctionResponseMode", "Invalid function response mode");
    static final Reply TOO_LARGE = error(
            413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (" + Limits.RESPONSE + " bytes).");
    static final Reply NOT_FOUND = error(404, "NotFound", "The Runtime API has no such path or method");

    static Reply wrongState(RuntimeApi.State from, String to) {
        return error(
                403,
                "InvalidStateTransition",
                "State transition from " + from.wire() + " to " + to
                        + " failed for runtime. Error: State transition is not allowed");
    }

    private static Reply error(int status, String type, String message) {
        return new Reply(status, "{\"errorMessage\":\"" + message + "\",\"errorType\":\"" + type + "\"}\n");
    }

    void to(InboundConnection connection) {
        connection.answer(status, JSON, () -> {}, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }
}
