package dev.quern.manager.build;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.sandbox.cgroup.Cgroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * buildah(1) for one build. It runs as root of a user namespace, see {@code enter.sh}, so that neither it nor
 * what it runs is anybody on this machine; its paths are those of its own mount namespace.
 */
final class Buildah {
    /** Beneath these the build's folders are mounted. */
    static final String STORAGE = "/mnt/storage";

    static final String WORK = "/mnt/work";

    private static final int IDS = 65_536;
    private static final int LONGEST_LINE = 8 << 10;
    private static final List<String> PROXIES =
            List.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY");
    private static final String ENTER = enter();

    private final BuildSettings settings;
    private final BuildFolders folders;
    private final Path work;
    private final Cgroup cgroup;
    private final Watchdog watchdog;

    /** @param work this build's folder, mounted at {@link #WORK} */
    Buildah(BuildSettings settings, BuildFolders folders, Path work, Cgroup cgroup, Watchdog watchdog) {
        this.settings = settings;
        this.folders = folders;
        this.work = work;
        this.cgroup = cgroup;
        this.watchdog = watchdog;
    }

    /**
     * Runs {@code buildah ARGUMENTS} to its end.
     *
     * @param network whether it may have the machine's
     * @param lines is told what it prints, a line at a time
     * @return its exit status
     * @throws QuernException why it was ended before its own end
     */
    int run(boolean network, Consumer<String> lines, String... arguments) throws IOException, InterruptedException {
        Process process = start(network, command(arguments));
        watchdog.guard(process, cgroup::killAll);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int c = out.read(); c >= 0; c = out.read()) {
                if (c != '\n') {
                    line.append((char) c);
                }
                if (c == '\n' || line.length() == LONGEST_LINE) {
                    lines.accept(line.toString());
                    line.setLength(0);
                }
            }
            if (!line.isEmpty()) {
                lines.accept(line.toString());
            }
            int status = process.waitFor();
            watchdog.check();
            return status;
        } finally {
            process.destroyForcibly();
            cgroup.killAll();
            process.waitFor();
            watchdog.release();
        }
    }

    private List<String> command(String... arguments) {
        String procs = cgroup.procsFiles().stream().map(Path::toString).collect(Collectors.joining(" "));
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", ENTER, "enter"));
        command.addAll(List.of(
                folders.storage().toString(),
                folders.run().toString(),
                work.toString(),
                folders.data().toString(),
                procs));
        command.addAll(List.of("buildah", "--root", STORAGE, "--runroot", "/mnt/run", "--storage-driver", "overlay"));
        command.addAll(List.of(arguments));
        return command;
    }

    private Process start(boolean network, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !network || !PROXIES.contains(name));
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("HOME", WORK + "/home");
        environment.put("TMPDIR", WORK + "/home");
        environment.put("XDG_RUNTIME_DIR", WORK + "/home");
        environment.put("LC_ALL", "C.UTF-8");
        if (network) {
            environment.put("NETWORK", "host");
        }
        Process process = builder.start();
        try {
            map(process);
            return process;
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Gives the new user namespace its ids; only this process may, being root outside. */
    private void map(Process process) throws IOException {
        StringBuilder first = new StringBuilder();
        for (int c = process.getInputStream().read(); c >= 0 && c != '\n' && first.length() < 1000; ) {
            first.append((char) c);
            c = process.getInputStream().read();
        }
        if (!first.toString().equals("ready")) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "Builds cannot be isolated on this machine: " + first,
                    "See 'quern doctor'; builds need root, util-linux and user namespaces.");
        }
        String map = "0 " + settings.firstId() + " " + IDS;
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        Files.writeString(proc.resolve("gid_map"), map);
        Files.writeString(proc.resolve("uid_map"), map);
        try (OutputStream in = process.getOutputStream()) {
            in.write("go\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String enter() {
        try (InputStream in = Objects.requireNonNull(Buildah.class.getResourceAsStream("enter.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
