package dev.quern.core.access;

import dev.quern.core.error.QuernException;
import java.util.Locale;

/**
 * What a key may do, each role including the ones after it: an admin everything everywhere; a
 * developer deploys and reads in the namespace of the key; an invoker calls functions and reads the
 * calls of its own key there.
 */
public enum Role {
    ADMIN,
    DEVELOPER,
    INVOKER;

    public boolean includes(Role other) {
        return ordinal() <= other.ordinal();
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Role parse(String text) {
        for (Role role : values()) {
            if (role.wire().equals(text)) {
                return role;
            }
        }
        throw QuernException.invalid("'" + text + "' is not a role", "Use admin, developer or invoker.");
    }
}
