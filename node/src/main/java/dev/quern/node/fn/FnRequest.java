package dev.quern.node.fn;

import dev.quern.node.http.Header;
import dev.quern.node.http.RequestHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A call as an FDK takes it: {@code POST /call} whatever it was, with its id and deadline. A request that was passed on
 * is described by {@code Fn-Http-*}, as Fn does it for its HTTP triggers; of a plain call all headers stay as they are.
 */
final class FnRequest {
    static final String METHOD = "Fn-Http-Method";
    static final String URL = "Fn-Http-Request-Url";
    static final String HEADER = "Fn-Http-H-";

    private static final String ID = "Quern-Call-Id";
    private static final String DEADLINE = "Quern-Deadline";
    private static final String PREFIX = "X-Forwarded-Prefix";
    /** Of the platform, or of a connection that the function does not see. */
    private static final Set<String> NOT_PASSED = Set.of(
            "fn-call-id", "fn-deadline", "quern-call-id", "quern-deadline", "x-forwarded-prefix", "te", "upgrade");

    private FnRequest() {}

    /** Whether it was passed on with its own method and path, and is no plain call. */
    static boolean isPassedOn(RequestHead head) {
        return first(head, PREFIX).isPresent();
    }

    static RequestHead of(RequestHead head) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Host", first(head, "Host").orElse("")));
        headers.add(new Header("Fn-Call-Id", first(head, ID).orElseThrow()));
        headers.add(new Header("Fn-Deadline", deadline(first(head, DEADLINE).orElseThrow())));
        Optional<String> prefix = first(head, PREFIX);
        prefix.ifPresent(p -> describe(head, p, headers));
        for (Header header : head.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (NOT_PASSED.contains(name)) {
                continue;
            }
            if (prefix.isPresent()) {
                headers.add(new Header(HEADER + header.name(), header.value()));
            }
            if (prefix.isPresent() ? name.equals("content-type") : !name.equals("host")) {
                headers.add(header);
            }
        }
        return new RequestHead("POST", "/call", headers, head.length());
    }

    private static void describe(RequestHead head, String prefix, List<Header> headers) {
        String origin = first(head, "X-Forwarded-Proto").orElse("http") + "://"
                + first(head, "Host").orElse("");
        headers.add(new Header("Fn-Intent", "httprequest"));
        headers.add(new Header(METHOD, head.method()));
        headers.add(new Header(URL, origin + prefix + head.target()));
    }

    /** RFC 3339 in UTC. */
    private static String deadline(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis)).toString();
    }

    private static Optional<String> first(RequestHead head, String name) {
        return head.headers().stream()
                .filter(h -> h.is(name))
                .map(Header::value)
                .findFirst();
    }
}
