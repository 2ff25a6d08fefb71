package dev.quern.bench.call;

import dev.quern.bench.run.Samples;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The same work done by what people use today: one container for one echo, from the command to its exit. */
final class Peers {
    private static final int ROUNDS = 30;

    private Peers() {}

    static void measure(Table table, Path root) throws IOException, InterruptedException {
        Path bundle = Files.createTempDirectory("quern-bench-bundle-");
        for (String runtime : List.of("crun", "runc")) {
            if (!Shell.has(runtime)) {
                table.missing(runtime + " run (peer)");
                continue;
            }
            Files.writeString(bundle.resolve("config.json"), config(root));
            // crun 1.8 refuses a machine that mounts both cgroup hierarchies; in a mount namespace it sees one.
            String hide = "mountpoint -q /sys/fs/cgroup/unified && umount /sys/fs/cgroup/unified; ";
            String manager = runtime.equals("crun") ? " --cgroup-manager=disabled" : "";
            String loop = hide + "cd " + bundle + "; i=0; while [ $i -lt " + ROUNDS
                    + " ]; do a=$(date +%s%N); echo hi | " + runtime + manager
                    + " run bench-$$-$i >/dev/null || exit 1; b=$(date +%s%N); echo $((b-a)); i=$((i+1)); done";
            Shell.Result result = Shell.must(List.of("unshare", "-m", "sh", "-c", loop));
            Samples times = parse(result.output());
            if (runtime.equals("crun")) {
                table.yardstick(times);
            } else {
                table.times(runtime + " run (peer)", times);
            }
        }
        for (String engine : List.of("docker", "podman")) {
            String name = engine + " run --network none (peer)";
            List<String> run = List.of(engine, "run", "--rm", "--network", "none", "quern-bench", "/bin/echo", "hi");
            String load = "tar -C " + root + " -c . | " + engine + " import - quern-bench:latest >/dev/null";
            boolean works = Shell.has(engine)
                    && Shell.run(List.of("sh", "-c", load)).exit() == 0
                    && Shell.run(run).exit() == 0;
            if (works) {
                table.times(name, Shell.times(ROUNDS, run));
                Shell.run(List.of(engine, "rmi", "quern-bench:latest"));
            } else {
                table.value(name, "not running here", "", true);
            }
        }
        Files.deleteIfExists(bundle.resolve("config.json"));
        Files.deleteIfExists(bundle);
    }

    private static Samples parse(String output) {
        return Samples.of(
                output.lines().map(String::trim).mapToLong(Long::parseLong).toArray());
    }

    /** Namespaces, read-only root, tmpfs: less than what Quern puts around a call, so the comparison favours the peer. */
    private static String config(Path root) {
        return """
                {"ociVersion":"1.0.2","hostname":"bench",
                 "process":{"terminal":false,"user":{"uid":0,"gid":0},"args":["/bin/cat"],"cwd":"/",
                  "env":["PATH=/bin"],"noNewPrivileges":true},
                 "root":{"path":"%s","readonly":true},
                 "mounts":[
                  {"destination":"/proc","type":"proc","source":"proc"},
                  {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755"]},
                  {"destination":"/tmp","type":"tmpfs","source":"tmpfs","options":["nosuid","nodev"]}],
                 "linux":{"namespaces":[{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},
                  {"type":"network"}]}}
                """.formatted(root);
    }
}
