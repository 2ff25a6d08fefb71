package dev.quern.node.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One field line; the name as it was written, the value without the space around it. */
public record Header(String name, String value) {
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** The members of a list that may stand in several lines, in lower case. */
    static List<String> members(List<Header> headers, String name) {
        List<String> members = List.of();
        for (Header header : headers) {
            if (header.is(name)) {
                members = members.isEmpty() ? new ArrayList<>() : members;
                for (String member : header.value().split(",", -1)) {
                    String stripped = member.strip();
                    if (!stripped.isEmpty()) {
                        members.add(stripped.toLowerCase(Locale.ROOT));
                    }
                }
            }
        }
        return members;
    }
}
