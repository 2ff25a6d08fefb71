package dev.quern.sandbox;

import dev.quern.core.function.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The config.json of a spec (github.com/opencontainers/runtime-spec/blob/v1.0.2/config.md), made once;
 * only the id range and the cgroup differ between its sandboxes.
 *
 * <p>The capabilities are init's and count in the sandbox's own user namespace only; a function gets none
 * of them. /proc/sys is made read-only by init, after it has set the namespace's limits there.
 */
final class OciConfig {
    static final String HOSTNAME = "quern";

    private static final String FIRST_ID = "@FIRST-ID@";
    private static final String CGROUP = "@CGROUP@";

    private static final List<String> CAPABILITIES =
            List.of("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL", "CAP_SYS_ADMIN", "CAP_SYS_RESOURCE");
    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/cmdline",
            "/proc/config.gz",
            "/proc/interrupts",
            "/proc/kallsyms",
            "/proc/kcore",
            "/proc/key-users",
            "/proc/keys",
            "/proc/kmsg",
            "/proc/latency_stats",
            "/proc/modules",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/vmallocinfo");
    private static final List<String> READ_ONLY = List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sysrq-trigger");

    private final String template;

    OciConfig(SandboxSpec spec, Path stage, boolean withCgroup, FileLimit files) {
        List<String> mounts = new ArrayList<>();
        mounts.add(mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
        mounts.add(mount("/dev", "tmpfs", "tmpfs", "nosuid", "noexec", "mode=755", "size=64k", "ro"));
        mounts.add(mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", size(spec.shmKib())));
        mounts.add(mount("/tmp", "tmpfs", "tmp", "nosuid", "nodev", "mode=1777", size(spec.tmpKib())));
        for (int i = 0; i < spec.mounts().size(); i++) {
            Mount mount = spec.mounts().get(i);
            String source = stage.resolve(Stage.mount(i)).toString();
            mounts.add(
                    mount(mount.target(), "bind", source, "bind", "nosuid", "nodev", mount.writable() ? "rw" : "ro"));
        }
        if (!spec.files().isEmpty()) {
            String source = stage.resolve(Stage.PRIVATE).toString();
            mounts.add(mount(PrivateFiles.INSIDE, "bind", source, "bind", "nosuid", "nodev", "noexec", "ro"));
        }
        if (spec.sockets()) {
            String source = stage.resolve(Stage.SOCKETS).toString();
            mounts.add(mount(SocketDirectory.TARGET, "bind", source, "bind", "nosuid", "nodev", "rw"));
        }
        String caps = strings(CAPABILITIES);
        String ids = "[{\"containerID\":0,\"hostID\":" + FIRST_ID + ",\"size\":" + IdRange.SIZE + "}]";
        template = """
                {"ociVersion":"1.0.2",
                "process":{"terminal":false,"user":{"uid":%1$d,"gid":%1$d},"args":[%2$s],"env":[],"cwd":"/",
                "capabilities":{"bounding":%3$s,"effective":%3$s,"inheritable":%3$s,"permitted":%3$s,"ambient":%3$s},
                "rlimits":[%4$s],"noNewPrivileges":true},
                "root":{"path":%5$s,"readonly":true},
                "hostname":%6$s,
                "mounts":[%7$s],
                "linux":{"uidMappings":%8$s,"gidMappings":%8$s,
                "namespaces":[%9$s],%10$s
                "sysctl":{"net.ipv4.ip_unprivileged_port_start":"0"},
                "maskedPaths":%11$s,"readonlyPaths":%12$s}}
                """.formatted(
                        IdRange.INIT_ID,
                        Json.quote(Layers.INIT),
                        caps,
                        String.join(
                                ",",
                                limit("RLIMIT_NOFILE", files.soft(), files.hard()),
                                limit("RLIMIT_CORE", 0, 0),
                                limit("RLIMIT_MSGQUEUE", 0, 0)),
                        Json.quote(stage.resolve(Stage.ROOT).toString()),
                        Json.quote(HOSTNAME),
                        String.join(",", mounts),
                        ids,
                        List.of("pid", "ipc", "uts", "mount", "network", "user", "cgroup").stream()
                                .map(type -> "{\"type\":" + Json.quote(type) + "}")
                                .collect(Collectors.joining(",")),
                        withCgroup ? "\"cgroupsPath\":\"" + CGROUP + "\"," : "",
                        strings(MASKED),
                        strings(READ_ONLY));
    }

    /** @param cgroup needs no quoting */
    String with(IdRange range, String cgroup) {
        return template.replace(FIRST_ID, Long.toString(range.base())).replace(CGROUP, cgroup);
    }

    /** Empty files take memory too, about 1.3 KiB each: one for every 8 KiB, so that the limit is ENOSPC here as well. */
    private static String size(int kib) {
        return "size=%dk,nr_inodes=%d".formatted(kib, kib / 8);
    }

    private static String mount(String target, String type, String source, String... options) {
        return "{\"destination\":%s,\"type\":%s,\"source\":%s,\"options\":%s}"
                .formatted(Json.quote(target), Json.quote(type), Json.quote(source), strings(List.of(options)));
    }

    private static String limit(String type, long soft, long hard) {
        return "{\"type\":%s,\"soft\":%d,\"hard\":%d}".formatted(Json.quote(type), soft, hard);
    }

    private static String strings(List<String> values) {
        return values.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
