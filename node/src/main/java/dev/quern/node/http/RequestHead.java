package dev.quern.node.http;

import java.util.List;

/**
 * The beginning of a request. Nothing in it may end a line; whoever makes one has seen to that.
 *
 * @param target path and query
 * @param headers but those that say where the content ends
 * @param length of the content, negative when it is not known
 */
public record RequestHead(String method, String target, List<Header> headers, long length) {
    public RequestHead {
        headers = List.copyOf(headers);
    }

    /** Whether the server may go on with another protocol. */
    public boolean asksForUpgrade() {
        return headers.stream().anyMatch(h -> h.is("Upgrade"));
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }
}
