package dev.quern.gateway.call;

import dev.quern.node.admission.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A server in a process of its own, whose memory can be looked at: prints its port, answers each line
 * with the heap's live bytes, ends with its input.
 */
final class LargeStreamServer {
    private LargeStreamServer() {}

    /** @param arguments the directory to work in */
    static void main(String[] arguments) throws IOException {
        try (TestServer server = new TestServer(Path.of(arguments[0]), new Limits(4, 100))) {
            server.deploy("cat", "cat");
            System.out.println(server.port);
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            while (lines.readLine() != null) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                System.out.println(runtime.totalMemory() - runtime.freeMemory());
            }
        }
    }
}
