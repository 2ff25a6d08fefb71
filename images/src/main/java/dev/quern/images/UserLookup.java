package dev.quern.images;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.oci.Invalid;
import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import dev.quern.linux.OpenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Resolves {@code USER[:GROUP]} of an image configuration, names or numbers, as container engines do: a
 * number need not be in the image's files; supplementary groups come with the user's name unless a group
 * is written; without an entry the group is 0 and the home {@code /}.
 */
final class UserLookup {
    private static final int MAX_BYTES = 4 << 20;

    private final Directory root;

    UserLookup(Directory root) {
        this.root = root;
    }

    ImageUser find(String user) {
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        String group = colon < 0 ? "" : user.substring(colon + 1);
        OptionalInt number = name.isEmpty() ? OptionalInt.of(0) : number(name);
        // name:password:uid:gid:gecos:home:shell
        Optional<String[]> entry = lines("etc/passwd")
                .filter(fields -> fields.length >= 6)
                .filter(fields -> number.isPresent() ? number(fields[2]).equals(number) : fields[0].equals(name))
                .findFirst();
        if (number.isEmpty() && entry.isEmpty()) {
            throw missing("user", name, "/etc/passwd");
        }
        int uid = number.isPresent() ? number.getAsInt() : id(entry.orElseThrow()[2]);
        int primary = entry.map(fields -> id(fields[3])).orElse(0);
        String home =
                entry.map(fields -> fields[5]).filter(h -> h.startsWith("/")).orElse("/");
        return group.isEmpty()
                ? new ImageUser(uid, primary, groups(entry.map(fields -> fields[0]), primary), home)
                : new ImageUser(uid, gid(group), List.of(), home);
    }

    private int gid(String group) {
        OptionalInt number = number(group);
        if (number.isPresent()) {
            return number.getAsInt();
        }
        return lines("etc/group")
                .filter(fields -> fields.length >= 3 && fields[0].equals(group))
                .mapToInt(fields -> id(fields[2]))
                .findFirst()
                .orElseThrow(() -> missing("group", group, "/etc/group"));
    }

    /** group:password:gid:member,member */
    private List<Integer> groups(Optional<String> member, int primary) {
        return member.map(name -> lines("etc/group")
                        .filter(fields -> fields.length >= 4
                                && List.of(fields[3].split(",")).contains(name))
                        .map(fields -> id(fields[2]))
                        .filter(gid -> gid != primary)
                        .distinct()
                        .toList())
                .orElse(List.of());
    }

    private Stream<String[]> lines(String path) {
        return read(path).lines().map(line -> line.strip().split(":", -1));
    }

    /** The text of a file as a process within the image would see it; empty where there is none. */
    private String read(String path) {
        try (OpenFile file = root.openInRoot(path)) {
            if (!file.status().isRegular()) {
                return "";
            }
            byte[] bytes = file.stream().readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw Invalid.image("The image's /" + path + " is larger than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
                return "";
            }
            throw e;
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "The image's /" + path + " cannot be read", null, e);
        }
    }

    private static OptionalInt number(String text) {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(id(text));
    }

    private static int id(String text) {
        try {
            int id = Integer.parseInt(text);
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // refused below with the rest
        }
        throw Invalid.image("'" + text + "' is no user or group number");
    }

    private static QuernException missing(String what, String name, String file) {
        return Invalid.image(
                "The image runs as " + what + " '" + name + "', which its " + file + " does not have",
                "Add the " + what + " to the image, or give USER as numbers.");
    }
}
