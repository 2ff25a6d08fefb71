package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Header;
import dev.quern.node.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What is said with an event.
 *
 * @param id the call's
 * @param deadlineMillis since the epoch
 * @param headers of the answer that brings the event
 */
record EventHead(String id, long deadlineMillis, List<Header> headers) {
    private static final int MOST_CONTEXT = 3583;

    EventHead {
        headers = List.copyOf(headers);
    }

    /** Of an event that nobody will see. */
    static EventHead none() {
        return new EventHead("", Instant.now().toEpochMilli(), List.of());
    }

    /** @throws QuernException invalid_argument for a client context that is none */
    static EventHead of(RequestHead head, Identity function) {
        String id = first(head, "Quern-Call-Id").orElse("");
        long deadline = first(head, "Quern-Deadline")
                .map(Long::parseLong)
                .orElseGet(() -> Instant.now().toEpochMilli());
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("Lambda-Runtime-Aws-Request-Id", id));
        headers.add(new Header("Lambda-Runtime-Deadline-Ms", Long.toString(deadline)));
        headers.add(new Header("Lambda-Runtime-Invoked-Function-Arn", function.arn()));
        headers.add(new Header("Lambda-Runtime-Trace-Id", TraceId.of(head)));
        first(head, "X-Amz-Client-Context")
                .ifPresent(text -> headers.add(new Header("Lambda-Runtime-Client-Context", context(text))));
        return new EventHead(id, deadline, headers);
    }

    private static Optional<String> first(RequestHead head, String name) {
        return head.headers().stream()
                .filter(h -> h.is(name))
                .map(Header::value)
                .findFirst();
    }

    /** JSON in base64, which the function gets as JSON: octets of UTF-8, one for each character of a header. */
    private static String context(String base64) {
        byte[] json;
        try {
            json = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw QuernException.invalid("X-Amz-Client-Context is not base64");
        }
        String text = new String(json, StandardCharsets.ISO_8859_1);
        if (json.length > MOST_CONTEXT || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw QuernException.invalid(
                    "X-Amz-Client-Context must be JSON in one line of at most " + MOST_CONTEXT + " bytes, in base64");
        }
        return text;
    }
}
