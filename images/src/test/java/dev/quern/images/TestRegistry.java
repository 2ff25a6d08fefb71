package dev.quern.images;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Debian package's registry on a loopback port, optionally with a password. */
final class TestRegistry implements AutoCloseable {
    static final String USER = "ali";
    static final String PASSWORD = "open sesame";
    /** bcrypt of the password. */
    private static final String HTPASSWD = USER + ":$2y$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n";

    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

    private final Process process;
    private final String address;

    private TestRegistry(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    static TestRegistry start(Path directory, boolean password) throws IOException {
        Files.createDirectories(directory);
        String auth = "";
        if (password) {
            Path file = Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
            auth = "auth:\n  htpasswd:\n    realm: test\n    path: " + file + "\n";
        }
        Path config = Files.writeString(
                directory.resolve("config.yml"),
                "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: %s\nhttp:\n  addr: 127.0.0.1:0\n%s"
                        .formatted(directory.resolve("data"), auth));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Matcher listening =
                await().atMost(Duration.ofSeconds(30)).until(() -> LISTENING.matcher(read(log)), Matcher::find);
        return new TestRegistry(process, listening.group(1));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Host and port. */
    String address() {
        return address;
    }

    void push(Path layout, String name, String... options) throws Exception {
        String[] command = new String[options.length + 5];
        command[0] = "skopeo";
        command[1] = "copy";
        command[2] = "--dest-tls-verify=false";
        System.arraycopy(options, 0, command, 3, options.length);
        command[options.length + 3] = "oci:" + layout;
        command[options.length + 4] = "docker://" + address + "/" + name;
        Programs.run(command);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
