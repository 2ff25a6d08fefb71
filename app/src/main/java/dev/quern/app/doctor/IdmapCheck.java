package dev.quern.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Idmapped mounts (mount_setattr(2)): in the kernel since 5.12, and a matter of the file system the data
 * directory lies on. The list is that of mount_setattr(2) with what came later.
 */
final class IdmapCheck implements Check {
    private static final String NAME = "idmapped mounts";
    private static final Set<String> ABLE =
            Set.of("ext2", "ext3", "ext4", "ext2/ext3", "xfs", "btrfs", "f2fs", "erofs", "vfat", "zfs");
    /** tmpfs can since 6.3. */
    private static final int[] FOR_TMPFS = {6, 3};

    private static final int[] FIRST = {5, 12};
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    @Override
    public List<Finding> look(Machine machine) {
        String release = machine.read("/proc/sys/kernel/osrelease");
        if (!atLeast(release, FIRST)) {
            return List.of(Finding.missing(NAME, "kernel " + release, "Use a kernel from 5.12 on."));
        }
        String type;
        try {
            type = Files.getFileStore(machine.existing()).type();
        } catch (IOException e) {
            return List.of(Finding.missing(NAME, "cannot read " + machine.existing(), "Name another with --data."));
        }
        String found = type + " under " + machine.data();
        return List.of(
                ABLE.contains(type) || (type.equals("tmpfs") && atLeast(release, FOR_TMPFS))
                        ? Finding.ok(NAME, found)
                        : Finding.missing(NAME, found, "Name a data directory on ext4, xfs or btrfs with --data DIR."));
    }

    private static boolean atLeast(String release, int[] wanted) {
        Matcher m = RELEASE.matcher(release);
        if (!m.lookingAt()) {
            return false;
        }
        int major = Integer.parseInt(m.group(1));
        return major > wanted[0] || (major == wanted[0] && Integer.parseInt(m.group(2)) >= wanted[1]);
    }
}
