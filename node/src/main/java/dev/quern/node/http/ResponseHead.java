package dev.quern.node.http;

import java.util.List;
import java.util.Optional;

/**
 * The beginning of an answer.
 *
 * @param status 100 to 999
 * @param minor of the version HTTP/1.minor; 1 of another version, whose connections are kept too
 */
public record ResponseHead(int status, int minor, List<Header> headers) {
    public ResponseHead {
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

    /** The members of a list that may stand in several lines, in lower case. */
    public List<String> members(String name) {
        return Header.members(headers, name);
    }

    /** Whether what follows is of another protocol, in both directions, until either side closes. */
    public boolean isSwitch() {
        return status == 101;
    }

    public boolean isInterim() {
        return status < 200 && !isSwitch();
    }
}
