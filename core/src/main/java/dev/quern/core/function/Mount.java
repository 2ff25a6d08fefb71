package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * A host directory or a bucket seen by a function, written {@code SOURCE:/path[:ro|:rw]}. Whether the source is
 * allowed is the node's to decide, from its configuration and the bucket's policy.
 *
 * @param source absolute host path, or {@code BUCKET[/PREFIX]}, which does not begin with a slash
 * @param target absolute path in the container, not the root and without {@code ..}
 */
public record Mount(String source, String target, boolean writable) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    public Mount {
        if (source.startsWith("/")) {
            clean("source", source);
        } else {
            cleanBucket(source);
        }
        requireTarget(target);
    }

    /** @throws QuernException invalid_argument where nothing may be mounted */
    static void requireTarget(String target) {
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
                    "'" + text + "' is not a mount",
                    "Write SOURCE:/path for read-only or SOURCE:/path:rw, SOURCE being /directory or bucket/prefix.");
        }
        String mode = parts.length == 3 ? parts[2] : "ro";
        if (!mode.equals("ro") && !mode.equals("rw")) {
            throw QuernException.invalid("A mount ends in :ro or :rw, not ':" + mode + "'");
        }
        String source = parts[0].startsWith("/") ? parts[0] : parts[0].replaceFirst("/$", "");
        return new Mount(source, parts[1], mode.equals("rw"));
    }

    /** Whether the source is a bucket and no directory. */
    public boolean isBucket() {
        return !source.startsWith("/");
    }

    /** The bucket's name. */
    public String bucket() {
        int slash = source.indexOf('/');
        return slash < 0 ? source : source.substring(0, slash);
    }

    /** What keys begin with that are seen: empty for all, else it ends in a slash. */
    public String prefix() {
        int slash = source.indexOf('/');
        return slash < 0 ? "" : source.substring(slash + 1) + "/";
    }

    /** Whether the source is one of these directories or below one; as it is written, links are not followed. */
    public boolean isBeneath(Collection<Path> roots) {
        if (isBucket()) {
            return false;
        }
        Path path = Path.of(source).normalize();
        return roots.stream().anyMatch(path::startsWith);
    }

    @Override
    public String toString() {
        return source + ":" + target + (writable ? ":rw" : ":ro");
    }

    private static void cleanBucket(String source) {
        String[] parts = source.split("/", -1);
        boolean bad = !BUCKET.matcher(parts[0]).matches()
                || source.length() > 900
                || source.chars().anyMatch(Character::isISOControl);
        for (int i = 1; i < parts.length; i++) {
            bad |= parts[i].isEmpty() || parts[i].equals(".") || parts[i].equals("..");
        }
        if (bad) {
            throw QuernException.invalid(
                    "'" + source + "' is neither a directory's path nor a bucket with a prefix",
                    "Write /absolute/path, bucket or bucket/prefix.");
        }
    }

    /** @throws QuernException invalid_argument for what is no plain absolute path */
    static void clean(String what, String path) {
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
