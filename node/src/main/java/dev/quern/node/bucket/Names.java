package dev.quern.node.bucket;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.nio.charset.StandardCharsets;

/** Which keys are paths: those whose every part could be a file's name. The others are in the bucket, but not seen. */
final class Names {
    /** NAME_MAX */
    private static final int LONGEST = 255;

    private static final int LONGEST_KEY = 1024;

    private Names() {}

    static boolean valid(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf(0) < 0
                && name.indexOf('/') < 0
                && bytes(name) <= LONGEST;
    }

    /** The key of a name in a directory. */
    static String key(Inode directory, String name) {
        if (!directory.isDirectory()) {
            throw new LinuxException("lookup", Errno.ENOTDIR, "");
        }
        String key = directory.key() + name;
        // A directory's has a slash behind it.
        if (bytes(name) > LONGEST || bytes(key) >= LONGEST_KEY) {
            throw new LinuxException("lookup", Errno.ENAMETOOLONG, "");
        }
        if (!valid(name)) {
            throw new LinuxException("lookup", Errno.EINVAL, "");
        }
        return key;
    }

    private static int bytes(String text) {
        return text.length() > LONGEST_KEY ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
