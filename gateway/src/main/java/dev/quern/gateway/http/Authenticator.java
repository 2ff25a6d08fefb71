package dev.quern.gateway.http;

import java.util.Optional;

/** Knows keys; asked for every request, so it answers from memory. */
@FunctionalInterface
public interface Authenticator {
    /** @param bearer what follows {@code Bearer } in the Authorization header */
    Optional<Caller> authenticate(String bearer);
}
