package dev.quern.node.http2;

import dev.quern.node.http.BadAnswer;
import dev.quern.node.http.Header;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.util.HostPort;

/** Heads as HTTP/2 has them (RFC 9113 sections 8.2 and 8.3): no fields of a connection, names in lower case. */
final class Fields {
    private static final int MOST_HEADERS = 500;
    private static final Set<String> WITH_CONTENT = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> OF_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    private Fields() {}

    static MetaData.Request of(RequestHead head) {
        HttpFields.Mutable fields = HttpFields.build();
        String authority = "";
        for (Header header : head.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.equals("host")) {
                authority = header.value();
            } else if (!OF_CONNECTION.contains(name)) {
                fields.add(new HttpField(name, header.value()));
            }
        }
        if (head.length() > 0 || (head.length() == 0 && WITH_CONTENT.contains(head.method()))) {
            fields.add(new HttpField("content-length", Long.toString(head.length())));
        }
        HostPort host = new HostPort(authority.isEmpty() ? "localhost" : authority);
        return new MetaData.Request(
                head.method(), HttpURI.from("http", host, head.target()), HttpVersion.HTTP_2, fields, head.length());
    }

    /** Of an answer, or behind it. HPACK carries any octets, and what ends a line here would begin another there. */
    static List<Header> of(HttpFields fields) throws BadAnswer {
        if (fields.size() > MOST_HEADERS) {
            throw new BadAnswer("it has more than " + MOST_HEADERS + " headers");
        }
        List<Header> headers = new ArrayList<>(fields.size());
        for (HttpField field : fields) {
            String name = field.getName();
            if (!Tokens.isToken(name)) {
                throw new BadAnswer("the name of a header is none");
            }
            String value = field.getValue() == null ? "" : field.getValue();
            if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
                throw new BadAnswer("the header " + name + " holds a control character");
            }
            headers.add(new Header(name, value));
        }
        return headers;
    }
}
