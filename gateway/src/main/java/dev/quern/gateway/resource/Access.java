package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who may do what where. A key of another namespace gets the same answer as if there were nothing; a key
 * of the namespace whose role falls short is told so.
 */
public final class Access {
    private Access() {}

    /** @param unknown the error for something that does not exist */
    public static void require(Principal who, Role role, String namespace, Supplier<QuernException> unknown) {
        if (who.may(role, namespace)) {
            return;
        }
        throw who.may(Role.INVOKER, namespace) ? forbidden(role) : unknown.get();
    }

    public static void require(Principal who, Role role, String namespace) {
        require(who, role, namespace, () -> Unknown.namespace(namespace));
    }

    public static void requireAdmin(Principal who) {
        if (!who.may(Role.ADMIN, Principal.EVERYWHERE)) {
            throw forbidden(Role.ADMIN);
        }
    }

    /**
     * The namespace a listing is bounded to: the one asked for, else the key's own; empty for all, which
     * only a key that acts everywhere gets.
     */
    public static Optional<String> scope(Principal who, Role role, Optional<String> asked) {
        Optional<String> own =
                who.namespace().equals(Principal.EVERYWHERE) ? Optional.empty() : Optional.of(who.namespace());
        Optional<String> scope = asked.or(() -> own);
        require(who, role, scope.orElse(who.namespace()));
        return scope;
    }

    private static QuernException forbidden(Role role) {
        return new QuernException(
                ErrorCode.FORBIDDEN,
                "This needs a key with the role " + role.wire(),
                "Ask an admin for one: quern key create --role " + role.wire());
    }
}
