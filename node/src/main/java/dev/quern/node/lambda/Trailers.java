package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Header;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** How a response that had begun says behind its content that it failed. */
final class Trailers {
    private Trailers() {}

    static Optional<QuernException> error(List<Header> trailers) {
        Optional<String> type = first(trailers, "Lambda-Runtime-Function-Error-Type");
        Optional<String> body = first(trailers, "Lambda-Runtime-Function-Error-Body");
        if (type.isEmpty() && body.isEmpty()) {
            return Optional.empty();
        }
        String json = body.map(Trailers::decoded).orElse("");
        return Optional.of(Failures.reported(ErrorJson.read(json, type.orElse("")), false));
    }

    private static Optional<String> first(List<Header> trailers, String name) {
        return trailers.stream()
                .filter(t -> t.is(name) && !t.value().isEmpty())
                .map(Header::value)
                .findFirst();
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }
}
