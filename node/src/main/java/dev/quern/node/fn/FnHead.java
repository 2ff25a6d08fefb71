package dev.quern.node.fn;

import dev.quern.node.http.Header;
import dev.quern.node.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a function answered to a request that was passed on, in the words of that request's protocol. */
final class FnHead {
    private static final String STATUS = "Fn-Http-Status";
    private static final String HEADER = FnRequest.HEADER.toLowerCase(Locale.ROOT);
    private static final int FIRST_STATUS = 200;
    private static final int LAST_STATUS = 599;

    private FnHead() {}

    /** Empty when it names a status that no answer has. */
    static Optional<ResponseHead> of(ResponseHead answer) {
        int status = answer.first(STATUS).map(FnHead::status).orElse(FIRST_STATUS);
        if (status < FIRST_STATUS || status > LAST_STATUS) {
            return Optional.empty();
        }
        List<Header> headers = new ArrayList<>();
        boolean typed = false;
        for (Header header : answer.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.startsWith(HEADER)) {
                String own = header.name().substring(HEADER.length());
                // The length is that of what follows, whatever the function says of it.
                if (!own.isEmpty() && !own.equalsIgnoreCase("Content-Length")) {
                    headers.add(new Header(own, header.value()));
                    typed |= own.equalsIgnoreCase("Content-Type");
                }
            } else if (name.equals("content-length") && hasContent(status)) {
                headers.add(header);
            }
        }
        if (!typed) {
            answer.first("Content-Type").ifPresent(type -> headers.add(new Header("Content-Type", type)));
        }
        return Optional.of(new ResponseHead(status, answer.minor(), headers));
    }

    /** Whether an answer with this status has any (RFC 9110 section 6.4.1). */
    static boolean hasContent(int status) {
        return status != 204 && status != 304;
    }

    private static int status(String text) {
        return text.length() == 3 && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : 0;
    }
}
