package dev.quern.gateway.s3;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A request without its body: what is signed. */
public interface Head {
    String method();

    /** As it came, still encoded. */
    String rawPath();

    Query query();

    /** All values of a header, in their order; names are compared without case. */
    List<String> headers(String name);

    /** The names of all headers, in lower case. */
    Set<String> headerNames();

    default Optional<String> header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }
}
