package dev.quern.app.doctor;

import java.util.List;

/** Functions mount buckets by FUSE; everything else goes without. */
final class FuseCheck implements Check {
    private static final String NAME = "fuse";

    @Override
    public List<Finding> look(Machine machine) {
        return List.of(
                machine.has("/dev/fuse")
                        ? Finding.ok(NAME, "/dev/fuse")
                        : Finding.hurts(
                                NAME,
                                "no /dev/fuse: functions cannot mount buckets, all else works",
                                "Load it: modprobe fuse."));
    }
}
