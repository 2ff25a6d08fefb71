package dev.quern.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.quern.core.error.QuernException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines of every shape, as trees of the files the doctor reads. */
class DoctorTest {
    @TempDir
    Path root = Path.of("");

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void program(String path, String script) throws IOException {
        file(path, "#!/bin/sh\n" + script + "\n");
        assertThat(root.resolve(path.substring(1)).toFile().setExecutable(true)).isTrue();
    }

    private Machine machine(boolean isRoot) {
        return new Machine(root, List.of("/usr/bin", "/usr/sbin"), isRoot, root.resolve("data"));
    }

    private Finding only(Check check) {
        List<Finding> found = check.look(machine(true));
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void withoutFuseEverythingWorksButMountedBuckets() throws IOException {
        assertThat(only(new FuseCheck()).state()).isEqualTo(State.hurts);
        assertThat(only(new FuseCheck()).fix()).contains("modprobe fuse");
        file("/dev/fuse", "");
        assertThat(only(new FuseCheck())).isEqualTo(Finding.ok("fuse", "/dev/fuse"));
    }

    @Test
    void unifiedControlGroupsWithAllControllersAreFine() throws IOException {
        file("/proc/self/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n");
        file("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
        assertThat(only(new CgroupCheck())).isEqualTo(Finding.ok("cgroups", "v2"));
    }

    @Test
    void unifiedControlGroupsWithoutDelegationAreNot() throws IOException {
        file("/proc/self/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n");
        file("/sys/fs/cgroup/cgroup.controllers", "cpu pids\n");
        Finding found = only(new CgroupCheck());
        assertThat(found.state()).isEqualTo(State.missing);
        assertThat(found.found()).isEqualTo("v2 without memory");
        assertThat(found.fix()).contains("Delegate=yes");
    }

    private static final String V1 = """
            cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0
            cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
            cgroup /sys/fs/cgroup/freezer cgroup rw,freezer 0 0
            """;
    private static final String PIDS = "cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0\n";

    @Test
    void hybridIsFineAndPlainV1HurtsAndV1WithoutPidsIsMissing() throws IOException {
        file("/proc/self/mounts", V1 + PIDS + "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n");
        assertThat(only(new CgroupCheck()).found()).contains("hybrid");
        file("/proc/self/mounts", V1 + PIDS);
        assertThat(only(new CgroupCheck()).state()).isEqualTo(State.hurts);
        file("/proc/self/mounts", V1);
        assertThat(only(new CgroupCheck()).found()).isEqualTo("v1 without pids");
    }

    @Test
    void controlGroupsOfAnUnprivilegedContainerAreReadOnly() throws IOException {
        file("/proc/self/mounts", "cgroup /sys/fs/cgroup cgroup2 ro,nosuid 0 0\n");
        assertThat(only(new CgroupCheck()).found()).isEqualTo("mounted read-only");
    }

    @Test
    void kernelsThatLackSomethingAreNamedWithWhat() throws IOException {
        file("/proc/sys/kernel/seccomp/actions_avail", "kill_process errno allow\n");
        file("/proc/sys/user/max_user_namespaces", "0\n");
        file("/proc/filesystems", "nodev\ttmpfs\n\text4\n");
        assertThat(new KernelCheck().look(machine(true)))
                .extracting(Finding::check, Finding::state)
                .containsExactly(
                        tuple("seccomp", State.ok),
                        tuple("user namespaces", State.missing),
                        tuple("overlayfs", State.missing));
    }

    @Test
    void oldKernelHasNoIdmappedMounts() throws IOException {
        file("/proc/sys/kernel/osrelease", "5.10.0-28-amd64\n");
        assertThat(only(new IdmapCheck()).state()).isEqualTo(State.missing);
        file("/proc/sys/kernel/osrelease", "6.12.1\n");
        assertThat(only(new IdmapCheck()).found()).endsWith("under " + root.resolve("data"));
    }

    @Test
    void oneRuntimeIsEnoughAndTheFastOneIsRecommended() throws IOException {
        assertThat(only(new RuntimeCheck()).state()).isEqualTo(State.missing);
        program("/usr/sbin/runc", "echo runc version 1.1.5");
        assertThat(new RuntimeCheck().look(machine(true)))
                .containsExactly(
                        Finding.ok("runc", "runc version 1.1.5"),
                        Finding.hurts(
                                "crun",
                                "not installed; runc makes a sandbox four times slower",
                                "apt-get install --no-install-recommends crun"));
    }

    @Test
    void numbersOfTheKernelAreReadWhole() {
        Machine here = Machine.here("/usr/bin", true, root);
        assertThat(here.number("/proc/sys/kernel/pid_max").orElse(0L)).isGreaterThan(300);
    }

    @Test
    void packagesAreThoseWhoseProgramIsNotThere() throws IOException {
        program("/usr/bin/crun", "exit 0");
        program("/usr/sbin/nginx", "exit 0");
        assertThat(Packages.missing(machine(true), Set.of(Need.run, Need.test)))
                .contains("skopeo", "runc")
                .doesNotContain("crun", "nginx-light", "maven");
    }

    @Test
    void addressOfS3IsFreeOrUsedByAProcessThatIsNamed() throws IOException {
        Machine here = Machine.here("/usr/bin", true, Files.createDirectory(root.resolve("data")));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            file("/data/quern.properties", "s3.listen=" + address + "\n");
            long self = ProcessHandle.current().pid();
            Finding used = objects(here, "S3 address");
            assertThat(used.state()).isEqualTo(State.hurts);
            assertThat(used.found()).isEqualTo(address + " is used by java (process " + self + ")");
            file("/data/server.json", "{\"url\":\"http://127.0.0.1:1\",\"pid\":" + self + "}");
            assertThat(objects(here, "S3 address").found()).endsWith(", the server of this data directory");
            taken.close();
            assertThat(objects(here, "S3 address")).isEqualTo(Finding.ok("S3 address", address + " is free"));
        }
    }

    @Test
    void diskOfObjectsIsMeasuredAndLeftAsItWas() throws IOException {
        Files.createDirectories(root.resolve("data/objects"));
        Finding disk = objects(machine(true), "objects' disk");
        assertThat(disk.found()).matches(".* free under .*/data/objects, 4 KiB synced in [0-9.]+ ms");
        assertThat(root.resolve("data/objects")).isEmptyDirectory();
    }

    @Test
    void remoteStoreThatIsAwayIsToldWithWhatToDo() throws IOException {
        file("/credentials", "[default]\naws_access_key_id = a\naws_secret_access_key = b\n");
        file(
                "/data/quern.properties",
                "s3.listen=off\nobjects=s3+http://127.0.0.1:1/store\nobjects.credentials-file=" + root
                        + "/credentials\n");
        Finding away = objects(machine(true), "object store");
        assertThat(away.state()).isEqualTo(State.missing);
        assertThat(away.found()).contains("cannot be reached");
        assertThat(away.fix()).contains("'objects'");
        file("/data/quern.properties", "objects=nonsense\n");
        assertThat(objects(machine(true), "configuration").state()).isEqualTo(State.missing);
    }

    private static Finding objects(Machine machine, String check) {
        return new ObjectsCheck()
                .look(machine).stream()
                        .filter(finding -> finding.check().equals(check))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void ordinaryUsersAreToldTheCommand() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Installer installer = new Installer(machine(false), new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThatThrownBy(() -> installer.install(List.of("crun", "skopeo")))
                .isInstanceOfSatisfying(
                        QuernException.class,
                        e -> assertThat(e.fix().orElse(""))
                                .isEqualTo("Run: sudo apt-get install --no-install-recommends crun skopeo"));
        assertThat(err.size()).isZero();
    }
}
