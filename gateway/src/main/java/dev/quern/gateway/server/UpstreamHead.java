package dev.quern.gateway.server;

import dev.quern.core.error.QuernException;
import dev.quern.node.call.CallSpec;
import dev.quern.node.http.Header;
import dev.quern.node.http.RequestHead;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/**
 * The head of a request as a server gets it: end-to-end fields as they came, those of the connection left out (RFC 9110
 * section 7.6.1), the platform's key never, and where it came from.
 */
final class UpstreamHead {
    private static final Set<String> NOT_PASSED = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "proxy-authenticate",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "content-length",
            "host",
            "expect",
            "authorization",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-prefix",
            "quern-attempt",
            "quern-call-id",
            "quern-deadline",
            "quern-ref",
            "quern-task-id");

    private UpstreamHead() {}

    /**
     * @param length of the body, negative when it is not known
     * @throws QuernException invalid_argument for what does not fit into lines
     */
    static RequestHead of(Request request, long length, CallSpec spec, String target) {
        List<Header> headers = new ArrayList<>();
        String authority = request.getHttpURI().getAuthority();
        String host = authority == null ? "" : OneLine.value(authority);
        headers.add(new Header("Host", host));
        Set<String> named = named(request);
        for (HttpField field : request.getHeaders()) {
            String name = field.getLowerCaseName();
            if (!NOT_PASSED.contains(name) && !named.contains(name)) {
                String value = field.getValue();
                headers.add(new Header(OneLine.name(field.getName()), value == null ? "" : OneLine.value(value)));
            }
        }
        if (request.getHeaders().contains(HttpHeader.TE, "trailers")) {
            headers.add(new Header("TE", "trailers"));
        }
        upgrade(request, length).ifPresent(protocol -> headers.add(new Header("Upgrade", OneLine.value(protocol))));
        origin(request, host, headers);
        headers.add(new Header("Quern-Call-Id", spec.id().toString()));
        headers.add(new Header("Quern-Deadline", Long.toString(spec.deadline().toEpochMilli())));
        return new RequestHead(OneLine.word(request.getMethod()), OneLine.word(target), headers, length);
    }

    private static void origin(Request request, String host, List<Header> headers) {
        String client = Request.getRemoteAddr(request);
        String before = String.join(", ", request.getHeaders().getValuesList("X-Forwarded-For"));
        headers.add(new Header("X-Forwarded-For", before.isEmpty() ? client : OneLine.value(before) + ", " + client));
        headers.add(new Header("X-Forwarded-Proto", request.isSecure() ? "https" : "http"));
        headers.add(new Header("X-Forwarded-Host", host));
        ServerRoutes.prefix(request.getHttpURI().getPathQuery())
                .ifPresent(prefix -> headers.add(new Header("X-Forwarded-Prefix", OneLine.word(prefix))));
    }

    /** The other protocol that the client asks for, which is between it and the server. */
    private static Optional<String> upgrade(Request request, long length) {
        boolean asked = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && request.getHeaders().contains(HttpHeader.CONNECTION, "upgrade")
                && length == 0;
        return Optional.ofNullable(asked ? request.getHeaders().get(HttpHeader.UPGRADE) : null)
                .filter(protocol -> !protocol.toLowerCase(Locale.ROOT).contains("h2c"));
    }

    /** What the field Connection says is of the connection too. */
    private static Set<String> named(Request request) {
        if (!request.getHeaders().contains(HttpHeader.CONNECTION)) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (String name : request.getHeaders().getCSV(HttpHeader.CONNECTION, false)) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
