package dev.quern.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The tools whose results ours are compared with. */
final class Programs {
    private Programs() {}

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(List.of(command) + " failed: " + output);
        }
        return output;
    }
}
