package dev.quern.gateway.s3;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/** What came over the wire. */
final class JettyHead implements Head {
    private final Request request;
    private final String path;
    private final Query query;

    JettyHead(Request request) {
        this.request = request;
        String raw = request.getHttpURI().getPath();
        this.path = raw == null || raw.isEmpty() ? "/" : raw;
        String rawQuery = request.getHttpURI().getQuery();
        this.query = Query.parse(rawQuery == null ? "" : rawQuery);
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String rawPath() {
        return path;
    }

    @Override
    public Query query() {
        return query;
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = request.getHeaders().getValuesList(name);
        if (values.isEmpty() && name.equals("host")) {
            // HTTP/2 has it as :authority.
            return List.of(String.valueOf(request.getHttpURI().getAuthority()));
        }
        return values;
    }

    @Override
    public Set<String> headerNames() {
        Set<String> names = new HashSet<>();
        for (HttpField field : request.getHeaders()) {
            names.add(field.getName().toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
