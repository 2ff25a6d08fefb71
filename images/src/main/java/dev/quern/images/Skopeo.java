package dev.quern.images;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Fetches images with skopeo(1), on machines whose policy demands signatures, which it checks: into its {@code dir:} layout: that keeps the manifest of the registry
 * byte for byte, so that the image's digest is the one it was pushed with.
 *
 * <p>Nothing of the server's own surroundings reaches it but proxy settings: credentials only by the
 * file given, never those of the user the server runs as.
 */
final class Skopeo {
    private static final int KEPT_LINES = 20;
    private static final int MAX_LINE = 2000;

    private final ImageSettings settings;

    Skopeo(ImageSettings settings) {
        this.settings = settings;
    }

    void copy(RegistrySource source, Optional<Path> authFile, Path target, Progress progress) throws Exception {
        Path home = Files.createDirectory(target.resolveSibling("skopeo-home"));
        Process process = start(command(source, authFile, target), home);
        Deque<String> last = new ArrayDeque<>();
        Watch watch = Watch.start(process, target, settings);
        try {
            relay(process, last, progress);
            int status = process.waitFor();
            watch.verdict().ifPresent(verdict -> {
                throw verdict;
            });
            if (status != 0) {
                throw SkopeoErrors.explain(source, settings.architecture(), String.join("\n", last));
            }
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private List<String> command(RegistrySource source, Optional<Path> authFile, Path target) {
        List<String> command = new ArrayList<>(List.of("skopeo"));
        if (!Files.exists(SignaturePolicy.FILE)) {
            // without a policy of the machine's administrator every image is accepted, as engines do
            command.add("--insecure-policy");
        }
        command.addAll(List.of("--override-os", "linux", "--override-arch", settings.architecture(), "copy"));
        command.addAll(
                authFile.map(file -> List.of("--src-authfile", file.toString())).orElse(List.of("--src-no-creds")));
        if (source.isLoopback()) {
            command.add("--src-tls-verify=false");
        }
        command.add("docker://" + source.name());
        command.add("dir:" + target);
        return command;
    }

    private static Process start(List<String> command, Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !isPassedOn(name));
        environment.put("HOME", home.toString());
        environment.put("XDG_RUNTIME_DIR", home.toString());
        environment.put("TMPDIR", home.toString());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.UNAVAILABLE,
                    "Images are pulled with skopeo, which is not installed",
                    "Install it with 'quern doctor --install', or load an archive with 'quern image load'.",
                    e);
        }
    }

    private static boolean isPassedOn(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals("PATH") || upper.endsWith("_PROXY") || upper.startsWith("SSL_CERT_");
    }

    private static void relay(Process process, Deque<String> last, Progress progress) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String shown = line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line;
                last.addLast(shown);
                if (last.size() > KEPT_LINES) {
                    last.removeFirst();
                }
                progress.report(shown);
            }
        }
    }
}
