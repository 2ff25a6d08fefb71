package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import dev.quern.core.secret.SecretName;
import java.util.regex.Pattern;

/**
 * A secret of the function's namespace, and as what the function sees it; written {@code NAME}, {@code NAME=VARIABLE}
 * or {@code NAME:/path}.
 */
public record SecretUse(String name, Place place) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,254}");
    private static final int LONGEST_PATH = 1024;
    /** Where the platform puts things of its own, or what is emptied between calls. */
    private static final String[] NOT_BELOW = {"/proc", "/sys", "/dev", "/tmp", "/.quern"};

    private static final String[] NOT_AT = {"/etc", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf"};

    /** Where the value goes. */
    public sealed interface Place {}

    /** Into the environment. */
    public record Variable(String variable) implements Place {
        public Variable {
            if (!VARIABLE.matcher(variable).matches()) {
                throw QuernException.invalid("'" + variable + "' is not an environment variable's name");
            }
            if (variable.startsWith("QUERN_")) {
                throw QuernException.invalid(
                        "'" + variable + "': names starting with QUERN_ belong to the platform",
                        "Write --secret NAME=VARIABLE with another variable.");
            }
        }
    }

    /** Into a file in memory that only the function's user can read. */
    public record File(String path) implements Place {
        public File {
            boolean bad = !path.startsWith("/")
                    || path.length() > LONGEST_PATH
                    || path.endsWith("/")
                    || path.contains("//")
                    || path.indexOf(':') >= 0
                    || path.chars().anyMatch(Character::isISOControl);
            for (String part : path.split("/")) {
                bad |= part.equals("..") || part.equals(".");
            }
            if (bad) {
                throw QuernException.invalid(
                        "A secret's file needs a plain absolute path", "For example --secret NAME:/run/secrets/name.");
            }
            for (String own : NOT_BELOW) {
                if (path.equals(own) || isBelow(path, own)) {
                    throw QuernException.invalid("A secret's file cannot be at or below " + own);
                }
            }
            for (String own : NOT_AT) {
                if (path.equals(own) || isBelow(path, own) && !own.equals("/etc")) {
                    throw QuernException.invalid("A secret's file cannot be " + own);
                }
            }
        }
    }

    public SecretUse {
        SecretName.check(name);
    }

    public static SecretUse parse(String text) {
        int colon = text.indexOf(':');
        int equals = text.indexOf('=');
        if (colon >= 0 && (equals < 0 || colon < equals)) {
            return new SecretUse(text.substring(0, colon), new File(text.substring(colon + 1)));
        }
        if (equals >= 0) {
            return new SecretUse(text.substring(0, equals), new Variable(text.substring(equals + 1)));
        }
        return new SecretUse(text, new Variable(text));
    }

    static boolean isBelow(String path, String directory) {
        return path.startsWith(directory + "/");
    }

    @Override
    public String toString() {
        return switch (place) {
            case Variable v -> v.variable().equals(name) ? name : name + "=" + v.variable();
            case File f -> name + ":" + f.path();
        };
    }
}
