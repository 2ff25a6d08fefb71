package dev.quern.gateway.s3.signature;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.Query;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request as written down. */
record TestHead(String method, String rawPath, String rawQuery, Map<String, String> all) implements Head {
    @Override
    public Query query() {
        return Query.parse(rawQuery);
    }

    @Override
    public List<String> headers(String name) {
        String value = all.get(name);
        return value == null ? List.of() : List.of(value);
    }

    @Override
    public Set<String> headerNames() {
        return all.keySet();
    }
}
