package dev.quern.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountinfoTest {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    @Test
    void controllersMountedTogetherShareOneMount() {
        Mountinfo mounts = Mountinfo.parse("""
                35 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:13 - cgroup cgroup rw,cpu,cpuacct
                36 30 0:32 / /sys/fs/cgroup/memory rw,nosuid shared:14 - cgroup cgroup rw,memory
                37 30 0:33 / /sys/fs/cgroup/systemd rw shared:15 - cgroup cgroup rw,xattr,name=systemd
                38 30 0:34 / /sys/fs/cgroup/unified rw shared:16 - cgroup2 cgroup2 rw,nsdelegate
                """, ROOT);
        assertThat(mounts.controllers().get("cpu"))
                .isEqualTo(mounts.controllers().get("cpuacct"));
        assertThat(mounts.controllers()).containsKeys("memory", "name=systemd").doesNotContainKey("xattr");
        assertThat(mounts.legacy()).hasSize(3);
        assertThat(mounts.unified().orElseThrow().point()).isEqualTo(ROOT.resolve("unified"));
    }

    @Test
    void onlyMountsBelowTheRootCount() {
        Mountinfo mounts = Mountinfo.parse("""
                35 30 0:31 / /run/other/cpu rw - cgroup cgroup rw,cpu
                36 30 0:32 / /sys/fs/cgroup2 rw - cgroup2 cgroup2 rw
                """, ROOT);
        assertThat(mounts.controllers()).isEmpty();
        assertThat(mounts.unified()).isEmpty();
    }

    @Test
    void escapedNamesAndOddLinesAreRead() {
        Mountinfo mounts = Mountinfo.parse("""
                nonsense
                1 2 3
                35 30 0:31 /a\\040b /sys/fs/cgroup/x\\040y rw - cgroup cgroup rw,pids
                36 30 0:32 / / rw - ext4 /dev/vda rw
                """, ROOT);
        assertThat(mounts.controllers().get("pids")).isEqualTo(new Mountinfo.CgroupMount("/a b", ROOT.resolve("x y")));
    }
}
