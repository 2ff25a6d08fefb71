package dev.quern.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** v2 with controllers, on a tree of its own rules: this machine's controllers may be bound to v1. */
class UnifiedCgroupsTest {
    private static final Limits LIMITS = new Limits(DataSize.ofMebibytes(256), 100, 64);

    private static Cgroups detect(FakeUnifiedTree tree, String ownGroup) {
        return Cgroups.detect(tree, FakeUnifiedTree.POINT, FakeUnifiedTree.MOUNTINFO, "0::" + ownGroup + "\n", "one");
    }

    @Test
    void onAMachineGroupsAreAtTheTopWithControllersHandedDown() {
        FakeUnifiedTree tree = FakeUnifiedTree.machine().selfIn("user.slice/session-3.scope");
        Cgroups cgroups = detect(tree, "/user.slice/session-3.scope");
        assertThat(cgroups.version()).isEqualTo(CgroupVersion.V2);

        Cgroup group = cgroups.create("a", LIMITS);
        assertThat(group.path()).isEqualTo("/quern/one/a");
        assertThat(group.procsFiles()).containsExactly(Path.of("/sys/fs/cgroup/quern/one/a/cgroup.procs"));
        assertThat(tree.value("quern/one/a/memory.max")).isEqualTo("268435456");
        assertThat(tree.value("quern/one/a/memory.swap.max")).isEqualTo("0");
        assertThat(tree.value("quern/one/a/memory.oom.group")).isEqualTo("1");
        assertThat(tree.value("quern/one/a/cpu.weight")).isEqualTo("100");
        assertThat(tree.value("quern/one/a/pids.max")).isEqualTo("64");
        assertThat(tree.groups()).as("this process stays where it is").noneMatch(g -> g.contains("quern-server"));
    }

    @Test
    void inADelegatedUnitGroupsAreInsideItAndTheServerMovesToALeaf() throws IOException {
        String unit = "/system.slice/quern.service";
        FakeUnifiedTree tree =
                FakeUnifiedTree.machine().handDownTo(unit).delegate(unit).selfIn(unit);
        Cgroup group = detect(tree, unit).create("a", LIMITS);
        assertThat(group.path()).isEqualTo(unit + "/quern/one/a");
        Path leaf = FakeUnifiedTree.POINT.resolve("system.slice/quern.service/quern-server/cgroup.procs");
        assertThat(tree.read(leaf)).isEqualTo("1\n");
    }

    @Test
    void aDelegatedUnitWhoseServerIsInASubgroupNeedsNoMove() {
        String unit = "/system.slice/quern.service";
        FakeUnifiedTree tree =
                FakeUnifiedTree.machine().handDownTo(unit).delegate(unit).selfIn(unit + "/main");
        assertThat(detect(tree, unit + "/main").create("a", LIMITS).path()).isEqualTo(unit + "/quern/one/a");
        assertThat(tree.groups()).noneMatch(g -> g.contains("quern-server"));
    }

    @Test
    void aDelegatedUnitWithoutControllersSaysWhatToDo() {
        String unit = "/system.slice/quern.service";
        FakeUnifiedTree tree = FakeUnifiedTree.machine().delegate(unit).selfIn(unit);
        assertThatThrownBy(() -> detect(tree, unit))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        e -> assertThat(e.fix().orElse("")).contains("Delegate=yes"));
    }

    @Test
    void aContainerIsItsOwnTop() {
        FakeUnifiedTree tree = FakeUnifiedTree.container().selfIn("");
        assertThat(detect(tree, "/").create("a", LIMITS).path()).isEqualTo("/quern/one/a");
        assertThat(tree.groups()).contains("quern-server");
    }

    @Test
    void aContainerWithOthersInTheWayIsLeftAlone() throws IOException {
        FakeUnifiedTree tree = FakeUnifiedTree.container().selfIn("");
        tree.process("", 77);
        assertThatThrownBy(() -> detect(tree, "/"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("processes that are not Quern's");
        assertThat(tree.read(FakeUnifiedTree.POINT.resolve(Processes.FILE))).isEqualTo("77\n");
    }

    @Test
    void aContainerWithoutANamespaceSeesItsGroupAsTheTop() {
        String mountinfo = "31 23 0:28 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup2 rw";
        FakeUnifiedTree tree = FakeUnifiedTree.container().selfIn("");
        Cgroups cgroups = Cgroups.detect(tree, FakeUnifiedTree.POINT, mountinfo, "0::/docker/abc\n", "one");
        assertThat(cgroups.create("a", LIMITS).path()).isEqualTo("/quern/one/a");
    }

    @Test
    void missingControllersAreNamed() {
        FakeUnifiedTree tree = new FakeUnifiedTree(false, "cpu", "pids").selfIn("");
        assertThatThrownBy(() -> detect(tree, "/"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("'memory'");
    }

    @Test
    void aMachineWithoutCgroupsIsRefusedWithAFix() {
        assertThatThrownBy(() -> Cgroups.detect(Path.of("/sys/fs/cgroup"), "", "", "one"))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.fix()).isPresent());
    }

    @Test
    void readingsComeFromTheControllers() {
        FakeUnifiedTree tree = FakeUnifiedTree.machine();
        Cgroup group = detect(tree, "/").create("a", LIMITS);
        tree.set("quern/one/a/cpu.stat", "usage_usec 339000\nuser_usec 300000\nsystem_usec 39000\n");
        tree.set("quern/one/a/memory.events", "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 1\n");
        tree.set("quern/one/a/memory.peak", "5000\n");
        tree.set("quern/one/a/memory.current", "1000\n");
        assertThat(group.cpuMicros()).isEqualTo(339_000);
        assertThat(group.oomKills()).isEqualTo(2);
        assertThat(group.peakMemoryBytes()).isEqualTo(5000);
        assertThat(group.currentMemoryBytes()).isEqualTo(1000);
    }

    @Test
    void aPeakResetKeepsItsDescriptorUntilTheGroupGoes() {
        FakeUnifiedTree tree = FakeUnifiedTree.machine();
        Cgroup group = detect(tree, "/").create("a", LIMITS);
        tree.set("quern/one/a/memory.peak", "5000\n");
        tree.set("quern/one/a/memory.current", "1000\n");
        group.resetPeak();
        assertThat(group.peakMemoryBytes()).isEqualTo(1000);
        assertThat(tree.openPeaks).isEqualTo(1);
        group.destroy();
        assertThat(tree.openPeaks).isZero();
    }

    @Test
    void aKernelWhosePeakCannotBeResetReportsTheWholeLife() {
        FakeUnifiedTree tree = FakeUnifiedTree.machine();
        tree.peakIsWritable = false;
        Cgroup group = detect(tree, "/").create("a", LIMITS);
        tree.set("quern/one/a/memory.peak", "5000\n");
        group.resetPeak();
        assertThat(group.peakMemoryBytes()).isEqualTo(5000);
        assertThat(tree.openPeaks).isZero();
    }

    @Test
    void aKernelWithoutPeakReportsTheHighestUseItWasAskedAbout() {
        FakeUnifiedTree tree = FakeUnifiedTree.machine();
        tree.missingFiles.add("memory.peak");
        Cgroup group = detect(tree, "/").create("a", LIMITS);
        tree.set("quern/one/a/memory.current", "3000\n");
        assertThat(group.peakMemoryBytes()).isEqualTo(3000);
        tree.set("quern/one/a/memory.current", "1000\n");
        assertThat(group.peakMemoryBytes()).isEqualTo(3000);
        group.resetPeak();
        assertThat(group.peakMemoryBytes()).isEqualTo(1000);
    }

    @Test
    void leftoversAreFoundInTheUnitAndAtTheTop() {
        FakeUnifiedTree tree = FakeUnifiedTree.machine().selfIn("user.slice/session-3.scope");
        Cgroups fromAShell = detect(tree, "/user.slice/session-3.scope");
        fromAShell.create("left", LIMITS);
        tree.process("quern/one/left", 99);
        tree.process("quern/other/kept", 98);

        String unit = "/system.slice/quern.service";
        tree.handDownTo(unit).delegate(unit).selfIn(unit);
        Cgroups asAService = detect(tree, unit);
        assertThat(asAService.list()).containsExactly("left");
        assertThat(asAService.removeLeftovers()).isEqualTo(1);
        assertThat(tree.groups()).doesNotContain("quern/one/left").contains("quern/other/kept");
    }

    @Test
    void aKernelWithoutCgroupKillKillsOneByOneWhileFrozen() {
        FakeUnifiedTree tree = FakeUnifiedTree.machine();
        tree.missingFiles.add("cgroup.kill");
        Cgroup group = detect(tree, "/").create("a", LIMITS);
        tree.process("quern/one/a", 41);
        tree.process("quern/one/a", 42);
        group.killAll();
        assertThat(group.isEmpty()).isTrue();
        assertThat(tree.value("quern/one/a/cgroup.freeze")).as("thawed").isEqualTo("0");
    }

    @Test
    void closingLeavesNoDirectory() {
        FakeUnifiedTree tree = FakeUnifiedTree.machine();
        Cgroups cgroups = detect(tree, "/");
        cgroups.create("a", LIMITS).destroy();
        cgroups.close();
        assertThat(tree.groups()).isEmpty();
    }

    @Test
    void weightsFollowTheMemory() {
        assertThat(CpuWeight.of(DataSize.ofMebibytes(1))).isEqualTo(1);
        assertThat(CpuWeight.of(DataSize.ofMebibytes(64))).isEqualTo(25);
        assertThat(CpuWeight.of(DataSize.ofMebibytes(256))).isEqualTo(100);
        assertThat(CpuWeight.of(DataSize.ofMebibytes(1024))).isEqualTo(400);
        assertThat(CpuWeight.of(DataSize.ofMebibytes(1 << 20))).isEqualTo(10_000);
        assertThat(CpuWeight.shares(100)).isEqualTo(1024);
        assertThat(CpuWeight.shares(1)).isEqualTo(10);
    }
}
