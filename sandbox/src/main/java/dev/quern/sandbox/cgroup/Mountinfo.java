package dev.quern.sandbox.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The cgroup mounts below one directory, from /proc/self/mountinfo (proc_pid_mountinfo(5)):
 * {@code ID PARENT DEV ROOT POINT OPTIONS [TAG…] - TYPE SOURCE SUPER}. Of two mounts of one hierarchy
 * the later line counts, since it may cover the earlier.
 */
record Mountinfo(Optional<CgroupMount> unified, Map<String, CgroupMount> controllers, List<CgroupMount> legacy) {
    /** The super block options of a v1 mount that are not controllers. */
    private static final Set<String> NO_CONTROLLERS = Set.of("rw", "ro", "xattr", "noprefix", "clone_children");

    /**
     * @param root which part of its hierarchy is mounted: not {@code /} in some containers
     * @param point where
     */
    record CgroupMount(String root, Path point) {}

    static Mountinfo parse(String text, Path below) {
        Optional<CgroupMount> unified = Optional.empty();
        Map<String, CgroupMount> controllers = new LinkedHashMap<>();
        Map<Set<String>, CgroupMount> legacy = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] sides = line.split(" - ", 2);
            String[] left = sides[0].split(" ");
            String[] right = sides.length == 2 ? sides[1].split(" ") : new String[0];
            if (left.length < 6 || right.length < 3) {
                continue;
            }
            CgroupMount mount = new CgroupMount(unescape(left[3]), Path.of(unescape(left[4])));
            if (!mount.point().startsWith(below)) {
                continue;
            }
            if (right[0].equals("cgroup2")) {
                unified = Optional.of(mount);
            } else if (right[0].equals("cgroup")) {
                Set<String> names = hierarchy(right[2]);
                legacy.put(names, mount);
                names.forEach(name -> controllers.put(name, mount));
            }
        }
        return new Mountinfo(unified, controllers, new ArrayList<>(legacy.values()));
    }

    private static Set<String> hierarchy(String options) {
        Set<String> names = new TreeSet<>();
        for (String option : options.split(",")) {
            if (!NO_CONTROLLERS.contains(option) && !option.startsWith("release_agent=")) {
                names.add(option);
            }
        }
        return names;
    }

    /** Blanks and the like are written as a backslash and three octal digits. */
    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 3 < field.length()) {
                out.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                out.append(field.charAt(i));
            }
        }
        return out.toString();
    }
}
