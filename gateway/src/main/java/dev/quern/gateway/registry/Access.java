package dev.quern.gateway.registry;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.gateway.http.Authenticator;
import dev.quern.gateway.http.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may do what in the registry: who may call a namespace's functions may pull what they are made of, and
 * developers push. To a key of another namespace a repository does not exist.
 */
final class Access {
    private final Authenticator keys;

    Access(Authenticator keys) {
        this.keys = keys;
    }

    /** Basic with a key as the password, whatever the user; or the key as a bearer token. */
    Optional<Principal> principal(Optional<String> authorization) {
        return authorization.flatMap(Access::key).flatMap(keys::authenticate).map(Caller::principal);
    }

    /** Why this sender may not touch the namespace; empty when it may. */
    static Optional<Reply> refusal(Principal who, Role role, String namespace) {
        if (who.may(role, namespace)) {
            return Optional.empty();
        }
        return Optional.of(
                who.may(Role.INVOKER, namespace)
                        ? Reply.error(Code.DENIED, "This needs a key with the role developer")
                        : Reply.error(Code.NAME_UNKNOWN, "There is no repository of this name"));
    }

    private static Optional<String> key(String header) {
        String[] words = header.trim().split(" +", 2);
        if (words.length < 2) {
            return Optional.empty();
        }
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "bearer" -> Optional.of(words[1].trim());
            case "basic" -> password(words[1].trim());
            default -> Optional.empty();
        };
    }

    /** RFC 7617: the first colon ends the user. */
    private static Optional<String> password(String credentials) {
        try {
            String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            return text.contains(":") ? Optional.of(text.substring(text.indexOf(':') + 1)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
