package dev.quern.core.secret;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.regex.Pattern;

/**
 * A secret of a namespace. Its own name's rule is wider than others', since it often is that of an environment
 * variable: a letter or underscore, then up to 126 letters, digits, underscores, dots and hyphens.
 */
public record SecretName(String namespace, String name) {
    /** Bytes of one value. */
    public static final int MAX_BYTES = 64 * 1024;
    /** In one namespace. */
    public static final int MOST = 200;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,126}");

    public SecretName {
        check(name);
    }

    /** Returns {@code name} if it is one. @throws QuernException invalid_argument otherwise */
    public static String check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw QuernException.invalid(
                    "That is not the name of a secret",
                    "Use 1 to 127 letters, digits, underscores, dots and hyphens, for example DATABASE_PASSWORD.");
        }
        return name;
    }

    public QuernException unknown() {
        return new QuernException(
                ErrorCode.SECRET_NOT_FOUND,
                "There is no secret '" + name + "' in the namespace '" + namespace + "'",
                "See 'quern secret ls'; 'quern secret set " + name + " < file' makes it.");
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
