package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Piece;
import dev.quern.node.http.ResponseHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes an HTTP answer of what a function returned to a request: status, headers, cookies and body, if it said a
 * {@code statusCode}, else all of it as JSON.
 */
final class UrlAnswer {
    private static final String JSON = "application/json";
    private static final long MOST_OF_NODE = 48L << 20;
    private static final AtomicLong OF_NODE = new AtomicLong();

    private final Invocation invocation;
    private final byte[] whole;

    private UrlAnswer(Invocation invocation, byte[] whole) {
        this.invocation = invocation;
        this.whole = whole;
    }

    /** On a thread of its own: it may be long, and the loop has others to look after. */
    static void pass(Invocation invocation, byte[] whole) {
        if (OF_NODE.addAndGet(whole.length) > MOST_OF_NODE) {
            OF_NODE.addAndGet(-whole.length);
            invocation.fail(Failures.noRoom());
            return;
        }
        Thread.ofVirtual().name("quern-lambda-url").start(new UrlAnswer(invocation, whole)::run);
    }

    private void run() {
        try {
            String text = new String(whole, StandardCharsets.UTF_8).strip();
            BodyMember split = text.startsWith("{") ? BodyMember.split(text) : new BodyMember(text, Optional.empty());
            Optional<Map<?, ?>> said = SafeJson.object(split.rest()).filter(map -> map.containsKey("statusCode"));
            ResponseHead head = said.map(map -> HttpAnswer.head(map, JSON)).orElse(WholeResponse.HEAD);
            byte[] body = said.map(map -> body(map, split.body().orElse(""))).orElse(whole);
            ByteBuffer content = ByteBuffer.wrap(HttpAnswer.isWithoutContent(head) ? new byte[0] : body);
            invocation.last().ifPresent(to -> {
                to.head(head);
                to.content(new Piece(content, true, List.of(), () -> {}));
            });
        } catch (QuernException e) {
            invocation.fail(e);
        } finally {
            OF_NODE.addAndGet(-whole.length);
        }
    }

    private static byte[] body(Map<?, ?> said, String text) {
        if (!Boolean.TRUE.equals(said.get("isBase64Encoded"))) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw Failures.bad("its body is said to be base64 and is not");
        }
    }
}
