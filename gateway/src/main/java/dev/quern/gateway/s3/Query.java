package dev.quern.gateway.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request's query parameters, decoded, in their order. */
public final class Query {
    /** One of them; a name without {@code =} has an empty value. */
    public record Parameter(String name, String value) {}

    private final List<Parameter> parameters;

    private Query(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    /** @throws S3Exception InvalidURI when it is not UTF-8 in percent-encoding */
    public static Query parse(String raw) {
        List<Parameter> all = new ArrayList<>();
        for (String piece : raw.split("&", -1)) {
            if (!piece.isEmpty()) {
                int equals = piece.indexOf('=');
                String name = equals < 0 ? piece : piece.substring(0, equals);
                String value = equals < 0 ? "" : piece.substring(equals + 1);
                all.add(new Parameter(Uris.decode(name, true), Uris.decode(value, true)));
            }
        }
        return new Query(List.copyOf(all));
    }

    public List<Parameter> all() {
        return parameters;
    }

    public boolean has(String name) {
        return get(name).isPresent();
    }

    public Optional<String> get(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    public String text(String name) {
        return get(name).orElse("");
    }
}
