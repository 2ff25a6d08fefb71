package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies larger than all memory pass through a server with a heap of 256 MiB. */
@Tag("slow")
class LargeStreamTest {
    private static final long SIZE = 4L << 30;
    private static final int BLOCK = 1 << 20;

    @TempDir
    static Path directory;

    private Process process;
    private BufferedReader answers;
    private int port;

    @BeforeEach
    void start() throws Exception {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeStreamServer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        port = Integer.parseInt(answers.readLine());
    }

    @AfterEach
    void stop() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @Test
    void fourGibibytesThroughCatLeaveMemoryFlat() throws Exception {
        through(64L << 20);
        long heapBefore = liveHeap();
        long began = System.nanoTime();
        through(SIZE);
        double seconds = (System.nanoTime() - began) / 1e9;
        long heapAfter = liveHeap();
        long resident = highestResident();
        System.out.printf(
                "4 GiB through cat: %.1f s, %.2f GiB/s; highest resident %d MiB, live heap %d → %d MiB%n",
                seconds, 4 / seconds, resident >> 20, heapBefore >> 20, heapAfter >> 20);
        assertThat(resident).isLessThan(600L << 20);
        assertThat(heapAfter - heapBefore).isLessThan(32L << 20);
    }

    /** Sends {@code size} bytes of a pattern and compares what comes back meanwhile. */
    private void through(long size) throws Exception {
        byte[] pattern = new byte[BLOCK];
        new Random(7).nextBytes(pattern);
        try (Wire wire = new Wire(port)) {
            AtomicReference<IOException> failure = new AtomicReference<>();
            Thread sender = Thread.ofPlatform().start(() -> {
                try {
                    wire.send(Wire.head("HTTP/1.0", "cat", "Content-Length: " + size));
                    for (long sent = 0; sent < size; sent += BLOCK) {
                        wire.out.write(pattern);
                    }
                } catch (IOException e) {
                    failure.set(e);
                }
            });
            assertThat(wire.readHead()).contains(" 200 ");
            byte[] got = new byte[BLOCK];
            long received = 0;
            for (int n = wire.in.read(got); n >= 0; n = wire.in.read(got)) {
                for (int at = 0; at < n; ) {
                    int offset = (int) ((received + at) % BLOCK);
                    int length = Math.min(n - at, BLOCK - offset);
                    if (!Arrays.equals(got, at, at + length, pattern, offset, offset + length)) {
                        throw new AssertionError("other bytes came back after " + (received + at));
                    }
                    at += length;
                }
                received += n;
            }
            sender.join();
            assertThat(failure.get()).isNull();
            assertThat(received).isEqualTo(size);
        }
    }

    private long liveHeap() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return Long.parseLong(answers.readLine());
    }

    private long highestResident() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(l -> l.startsWith("VmHWM:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }
}
