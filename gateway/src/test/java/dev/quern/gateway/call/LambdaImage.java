package dev.quern.gateway.call;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.core.image.ImageConfig;
import dev.quern.node.ImageSource;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sample images of AWS Lambda, built by {@code samples/build}, which keeps them in a cache, and unpacked. */
final class LambdaImage {
    private static final Path SAMPLES = Path.of("../samples");
    /** What {@code samples/build} ends with when a tool is missing. */
    private static final int NOT_HERE = 69;

    private LambdaImage() {}

    /** Skips the test, and says why, on a machine that has not the tools to build it. */
    static ImageSource.Ready of(String name, Path directory) throws IOException, InterruptedException {
        Process build = new ProcessBuilder("sh", SAMPLES + "/build", name).start();
        String archive = read(build.getInputStream().readAllBytes());
        String said = read(build.getErrorStream().readAllBytes());
        int exit = build.waitFor();
        assumeTrue(exit != NOT_HERE, said);
        if (exit != 0) {
            throw new IOException(name + " was not built: " + said);
        }
        Path work = Files.createDirectories(directory.resolve(name));
        Path root = Files.createDirectories(work.resolve("root"));
        run("tar", "-xf", archive.lines().toList().getLast(), "-C", work.toString());
        Map<?, ?> manifest = (Map<?, ?>) ((List<?>) json(work.resolve("manifest.json"))).getFirst();
        for (Object layer : list(manifest.get("Layers"))) {
            run("tar", "-xpf", work.resolve((String) layer).toString(), "-C", root.toString());
        }
        for (String mountPoint : List.of("proc", "dev", "sys", "tmp", "etc", ".quern")) {
            Files.createDirectories(root.resolve(mountPoint));
        }
        for (String file : List.of("etc/hosts", "etc/resolv.conf", "etc/hostname", ".quern/init")) {
            if (!Files.exists(root.resolve(file))) {
                Files.createFile(root.resolve(file));
            }
        }
        Map<?, ?> whole = (Map<?, ?>) json(work.resolve(String.valueOf(manifest.get("Config"))));
        Map<?, ?> config = (Map<?, ?>) Objects.requireNonNull(whole.get("config"));
        return new ImageSource.Ready(
                new ImageConfig(
                        "amd64",
                        "linux",
                        list(config.get("Entrypoint")),
                        list(config.get("Cmd")),
                        list(config.get("Env")),
                        String.valueOf(Objects.requireNonNullElse(config.get("WorkingDir"), "/")),
                        "",
                        Map.of()),
                root,
                1000,
                1000,
                List.of(),
                "/tmp");
    }

    private static Object json(Path file) throws IOException {
        return Jsonb.instance().type(Object.class).fromJson(Files.readString(file));
    }

    private static List<String> list(@Nullable Object value) {
        return value instanceof List<?> l ? l.stream().map(String::valueOf).toList() : List.of();
    }

    private static String read(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = read(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(Arrays.toString(command) + ": " + said);
        }
    }
}
