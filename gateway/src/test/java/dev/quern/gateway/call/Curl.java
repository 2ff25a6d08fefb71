package dev.quern.gateway.call;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The client most people have. Without its own time limit: with one it reads no more than stdin ({@code -T .}). */
final class Curl implements AutoCloseable {
    final Process process;
    private final CompletableFuture<String> errors;

    private Curl(Process process) {
        this.process = process;
        this.errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    }

    /** Starts a POST to a call of {@code function}; what {@code options} add comes before the URL. */
    static Curl start(int port, String function, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("curl", "-sS", "-N", "-i", "-X", "POST", "-H", "Authorization: Bearer " + TestServer.KEY));
        command.addAll(List.of(options));
        command.add("http://127.0.0.1:" + port + TestServer.path(function));
        return new Curl(new ProcessBuilder(command).start());
    }

    /** Headers and body as printed, what curl said of errors, and its exit status. */
    record Result(String output, String errors, int status) {}

    Result finish() throws IOException, InterruptedException {
        process.getOutputStream().close();
        String output = text(process.getInputStream());
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException("curl does not end");
        }
        return new Result(output, errors.join(), process.exitValue());
    }

    static Result run(int port, String function, String... options) throws IOException, InterruptedException {
        try (Curl curl = start(port, function, options)) {
            return curl.finish();
        }
    }

    private static String text(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
