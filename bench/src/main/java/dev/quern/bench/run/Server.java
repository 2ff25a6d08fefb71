package dev.quern.bench.run;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of the bench's own: its own data directory and port, started as a user starts it. */
public final class Server implements AutoCloseable {
    private final Path home;
    private final Path data;
    private final int port;
    private Process process;

    public Server(Path home) throws IOException, InterruptedException {
        this(home, List.of());
    }

    /** @param settings lines of its configuration */
    public Server(Path home, List<String> settings) throws IOException, InterruptedException {
        this.home = home;
        this.data = Files.createTempDirectory("quern-bench-");
        Files.write(data.resolve("quern.properties"), settings);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        this.process = launch();
        awaitReady();
    }

    /** The busybox sample, built from Debian's package and cached. */
    public static Path image(Path home) throws IOException, InterruptedException {
        Shell.Result built = Shell.must(List.of(home.resolve("samples/build").toString(), "busybox"));
        List<String> lines = built.output().lines().toList();
        return Path.of(lines.getLast().trim());
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** Its data directory. */
    public Path data() {
        return data;
    }

    /** Where it speaks S3. */
    public String s3Url() throws IOException {
        String told = Files.readString(data.resolve("server.json"));
        return told.replaceAll("(?s).*\"s3Url\":\"([^\"]+)\".*", "$1");
    }

    public String key() throws IOException {
        return Files.readString(data.resolve("admin.key")).trim();
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        home.resolve("quern").toString(),
                        "up",
                        "--data",
                        data.toString(),
                        "--listen",
                        "127.0.0.1:" + port,
                        "--s3-listen",
                        "127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("bench.log").toFile())
                .start();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!ready()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("the server did not start: " + Files.readString(data.resolve("bench.log")));
            }
            Thread.sleep(5);
        }
    }

    private boolean ready() {
        try (Http http = new Http(this)) {
            return http.send("GET", "/readyz", new byte[0]).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops and starts it again on the same data; the time from the command to ready. */
    public long restart() throws IOException, InterruptedException {
        stop();
        long start = System.nanoTime();
        process = launch();
        awaitReady();
        return System.nanoTime() - start;
    }

    public List<String> cli(String... arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve("quern").toString(), "--data", data.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Resident memory in KiB. */
    public long rss() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS");
    }

    private void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
