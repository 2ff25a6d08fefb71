package dev.quern.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs commands and measures them from outside. */
public final class Shell {
    private Shell() {}

    public record Result(int exit, String output, long nanos) {}

    public static Result run(List<String> command) throws IOException, InterruptedException {
        return run(command, Map.of());
    }

    public static Result run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return new Result(exit, output, System.nanoTime() - start);
    }

    public static Result must(List<String> command) throws IOException, InterruptedException {
        return must(command, Map.of());
    }

    public static Result must(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Result result = run(command, environment);
        if (result.exit() != 0) {
            throw new IOException(String.join(" ", command) + " exited with " + result.exit() + ": " + result.output());
        }
        return result;
    }

    /** Times a command {@code rounds} times after one warm-up. */
    public static Samples times(int rounds, List<String> command) throws IOException, InterruptedException {
        must(command);
        long[] nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            nanos[i] = must(command).nanos();
        }
        return Samples.of(nanos);
    }

    public static boolean has(String program) throws IOException, InterruptedException {
        return run(List.of("sh", "-c", "command -v " + program)).exit() == 0;
    }
}
