package dev.quern.node.http2;

import dev.quern.node.http.BadAnswer;
import dev.quern.node.http.Header;
import dev.quern.node.http.ResponseHead;
import java.util.List;

/** Whether an answer's content is as long as its head says (RFC 9113 section 8.1.1). */
final class AnswerLength {
    private static final int UNKNOWN = -1;
    private static final int MOST_DIGITS = 18;

    private final long said;
    private long seen;

    private AnswerLength(long said) {
        this.said = said;
    }

    static AnswerLength unknown() {
        return new AnswerLength(UNKNOWN);
    }

    static AnswerLength of(ResponseHead head, boolean answersHead) throws BadAnswer {
        List<String> values = head.headers().stream()
                .filter(h -> h.is("Content-Length"))
                .map(Header::value)
                .distinct()
                .toList();
        if (values.isEmpty()) {
            return unknown();
        }
        String text = values.getFirst();
        if (values.size() > 1
                || text.isEmpty()
                || text.length() > MOST_DIGITS
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BadAnswer("its Content-Length is no number");
        }
        boolean none = answersHead || head.status() == 204 || head.status() == 304;
        return new AnswerLength(none ? 0 : Long.parseLong(text));
    }

    void add(int bytes) throws BadAnswer {
        seen += bytes;
        if (said != UNKNOWN && seen > said) {
            throw new BadAnswer("its content is longer than it says");
        }
    }

    /** At its end. */
    void requireWhole() throws BadAnswer {
        if (said != UNKNOWN && seen != said) {
            throw new BadAnswer("its content is shorter than it says");
        }
    }
}
