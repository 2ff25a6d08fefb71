package dev.quern.node.http;

import java.util.List;
import java.util.Optional;

/**
 * The beginning of a request that came out of a sandbox.
 *
 * @param target path and query, printable ASCII that begins with a slash
 * @param minor of the version HTTP/1.minor
 */
public record InboundHead(String method, String target, int minor, List<Header> headers) {
    public InboundHead {
        headers = List.copyOf(headers);
    }

    /** The first value of that name. */
    public Optional<String> first(String name) {
        for (Header header : headers) {
            if (header.is(name)) {
                return Optional.of(header.value());
            }
        }
        return Optional.empty();
    }

    /** Whether the client may send another request on the same connection. */
    boolean isKeptAlive() {
        return minor == 1 && !Header.members(headers, "Connection").contains("close");
    }

    /** Whether the client waits to be told that it may send its content (RFC 9110 section 10.1.1). */
    boolean awaitsContinue() {
        return minor == 1 && Header.members(headers, "Expect").contains("100-continue");
    }
}
