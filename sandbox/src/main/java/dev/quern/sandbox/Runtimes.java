package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.Fd;
import dev.quern.linux.Memfd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtimes that are installed and answer. */
final class Runtimes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);
    private static final List<String> FOLDERS =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final Map<String, Runtime> byName = new LinkedHashMap<>();

    /** Probes {@code names}, the preferred one first. */
    Runtimes(List<String> names, StateDirectory state) {
        for (String name : names) {
            find(name)
                    .ifPresent(program -> version(program).ifPresent(version -> {
                        InstalledRuntime installed =
                                new InstalledRuntime(name, sealed(name, program), version, state.runtime(name));
                        byName.put(name, name.equals("runc") ? new Runc(installed) : new Crun(installed));
                        LOG.info("Runtime {}", version);
                    }));
        }
        if (byName.isEmpty()) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "No container runtime is installed",
                    "Install one: apt-get install crun (or quern doctor --install).");
        }
    }

    Runtime named(String name) {
        Runtime runtime = byName.get(name);
        if (runtime == null) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "The runtime '" + name + "' is not available on this node",
                    "Use --runtime with one of: " + String.join(", ", names()) + ".");
        }
        return runtime;
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    List<Runtime> all() {
        return List.copyOf(byName.values());
    }

    private static Fd sealed(String name, Path program) {
        try {
            byte[] content = Files.readAllBytes(program);
            return Memfd.sealed(
                    "quern-" + name, Packets.direct(content.length).put(content).flip());
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, name + " cannot be read: " + e.getMessage(), null, e);
        }
    }

    @Override
    public void close() {
        all().forEach(runtime -> runtime.program().close());
    }

    private static Optional<Path> find(String name) {
        if (!name.equals("crun") && !name.equals("runc")) {
            throw QuernException.invalid("'" + name + "' is not a known runtime", "Use crun or runc.");
        }
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<String> version(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            try (var out = process.inputReader()) {
                String first = out.readLine();
                out.skip(Long.MAX_VALUE);
                if (process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 && first != null) {
                    return Optional.of(first);
                }
            }
            LOG.warn("{} --version fails; it is not used", program);
        } catch (IOException e) {
            LOG.warn("{} cannot be run: {}", program, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }
}
