package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.Collection;

/**
 * A host directory seen by a function, written {@code SOURCE:/path[:ro|:rw]}. Whether the source is
 * allowed is the node's to decide, from its configuration.
 *
 * @param source absolute host path
 * @param target absolute path in the container, not the root and without {@code ..}
 */
public record Mount(String source, String target, boolean writable) {
    public Mount {
        clean("source", source);
        clean("target", target);
        if (target.equals("/")) {
            throw QuernException.invalid("A mount cannot replace the container's root");
        }
        for (String own : new String[] {"/proc", "/sys", "/dev", "/.quern"}) {
            if (target.equals(own) || target.startsWith(own + "/")) {
                throw QuernException.invalid("A mount cannot be placed at or below " + own);
            }
        }
    }

    public static Mount parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw QuernException.invalid(
                    "'" + text + "' is not a mount", "Write SOURCE:/path for read-only or SOURCE:/path:rw.");
        }
        String mode = parts.length == 3 ? parts[2] : "ro";
        if (!mode.equals("ro") && !mode.equals("rw")) {
            throw QuernException.invalid("A mount ends in :ro or :rw, not ':" + mode + "'");
        }
        return new Mount(parts[0], parts[1], mode.equals("rw"));
    }

    /** Whether the source is one of these directories or below one; as it is written, links are not followed. */
    public boolean isBeneath(Collection<Path> roots) {
        Path path = Path.of(source).normalize();
        return roots.stream().anyMatch(path::startsWith);
    }

    @Override
    public String toString() {
        return source + ":" + target + (writable ? ":rw" : ":ro");
    }

    private static void clean(String what, String path) {
        boolean bad = !path.startsWith("/")
                || path.length() > 4096
                || path.chars().anyMatch(Character::isISOControl)
                || (path.length() > 1 && path.endsWith("/"))
                || path.contains("//");
        for (String part : path.split("/")) {
            bad |= part.equals("..") || part.equals(".");
        }
        if (bad) {
            throw QuernException.invalid("A mount's " + what + " must be a plain absolute path, not '" + path + "'");
        }
    }
}
