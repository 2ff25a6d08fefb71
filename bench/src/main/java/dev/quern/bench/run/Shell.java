package dev.quern.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands and measures them from outside. */
final class Shell {
    private Shell() {}

    record Result(int exit, String output, long nanos) {}

    static Result run(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return new Result(exit, output, System.nanoTime() - start);
    }

    static Result must(List<String> command) throws IOException, InterruptedException {
        Result result = run(command);
        if (result.exit() != 0) {
            throw new IOException(String.join(" ", command) + " exited with " + result.exit() + ": " + result.output());
        }
        return result;
    }

    /** Times a command {@code rounds} times after one warm-up. */
    static Samples times(int rounds, List<String> command) throws IOException, InterruptedException {
        must(command);
        long[] nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            nanos[i] = must(command).nanos();
        }
        return Samples.of(nanos);
    }

    static boolean has(String program) throws IOException, InterruptedException {
        return run(List.of("sh", "-c", "command -v " + program)).exit() == 0;
    }
}
