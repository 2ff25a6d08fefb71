package dev.quern.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PipeTest {
    @Test
    void eitherEndWidensThePipe() {
        Pipe pipe = Pipe.open();
        try (PipeReader reader = pipe.reader();
                PipeWriter writer = pipe.writer()) {
            reader.capacity(1 << 20);
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            writer.writeFully(buffer);
            assertThat(reader.read(buffer.clear())).isEqualTo(1 << 20);
            writer.capacity(64 << 10);
            assertThat(writer.write(buffer.clear())).isEqualTo(64 << 10);
        }
    }

    @Test
    void bytesComeOutAndTheEndIsSeen() {
        try (Pipe pipe = Pipe.open();
                PipeReader reader = pipe.reader();
                PipeWriter writer = pipe.writer()) {
            writer.writeFully(direct("hello"));
            writer.close();
            ByteBuffer buffer = ByteBuffer.allocateDirect(64);
            assertThat(reader.read(buffer)).isEqualTo(5);
            assertThat(reader.read(buffer)).isEqualTo(-1);
        }
    }

    @Test
    void eightMebibytesPassBetweenVirtualThreads() throws Exception {
        long size = 8L << 20;
        AtomicLong received = new AtomicLong();
        try (Pipe pipe = Pipe.open();
                PipeReader reader = pipe.reader();
                PipeWriter writer = pipe.writer()) {
            Thread reading = Thread.startVirtualThread(() -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
                int n;
                while ((n = reader.read(buffer.clear())) > 0) {
                    received.addAndGet(n);
                }
            });
            Thread writing = Thread.startVirtualThread(() -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(100_000);
                for (long left = size; left > 0; ) {
                    buffer.clear().limit((int) Math.min(left, buffer.capacity()));
                    left -= buffer.remaining();
                    writer.writeFully(buffer);
                }
                writer.close();
            });
            assertThat(writing.join(Duration.ofSeconds(20))).isTrue();
            assertThat(reading.join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(received).hasValue(size);
    }

    @Test
    void closingWakesAParkedReader() throws Exception {
        try (Pipe pipe = Pipe.open();
                PipeReader reader = pipe.reader()) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread thread = Thread.startVirtualThread(
                    () -> failure.set(catchThrowable(() -> reader.read(ByteBuffer.allocateDirect(1)))));
            await().until(() -> thread.getState() == Thread.State.WAITING);
            reader.close();
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
            assertThat(failure.get())
                    .isInstanceOfSatisfying(
                            LinuxException.class,
                            e -> assertThat(e.is(Errno.EBADF)).isTrue());
        }
    }

    @Test
    void aWriterWhoseReaderLeavesGetsEpipe() throws Exception {
        try (Pipe pipe = Pipe.open();
                PipeWriter writer = pipe.writer()) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread thread = Thread.startVirtualThread(() ->
                    failure.complete(catchThrowable(() -> writer.writeFully(ByteBuffer.allocateDirect(1 << 20)))));
            await().until(() -> thread.getState() == Thread.State.WAITING);
            pipe.readEnd().close();
            assertThat(failure.get())
                    .isInstanceOfSatisfying(
                            LinuxException.class,
                            e -> assertThat(e.is(Errno.EPIPE)).isTrue());
        }
    }

    @Test
    void endWhenEmptyIgnoresWritersThatStay() throws Exception {
        try (Pipe pipe = Pipe.open();
                PipeReader reader = pipe.reader()) {
            pipe.writeEnd().duplicate().close();
            FileCalls.write(pipe.writeEnd().number(), java.lang.foreign.MemorySegment.ofBuffer(direct("rest")));
            reader.endWhenEmpty();
            assertThat(reader.read(ByteBuffer.allocateDirect(16))).isEqualTo(4);
            assertThat(reader.read(ByteBuffer.allocateDirect(16))).isEqualTo(-1);
        }
    }

    @Test
    void aReadGivesUpAtItsDeadline() {
        try (Pipe pipe = Pipe.open();
                PipeReader reader = pipe.reader()) {
            long deadline = System.nanoTime() + Duration.ofMillis(20).toNanos();
            assertThat(reader.read(ByteBuffer.allocateDirect(1), deadline)).isZero();
        }
    }

    @Test
    void aClosedDescriptorIsNotUsedAgain() {
        Pipe pipe = Pipe.open();
        pipe.close();
        assertThatThrownBy(() -> pipe.readEnd().duplicate()).isInstanceOf(LinuxException.class);
    }

    @Test
    void aThousandPipesLeaveNoDescriptor() throws Exception {
        Poller.shared();
        long before = descriptors();
        for (int i = 0; i < 1000; i++) {
            try (Pipe pipe = Pipe.open();
                    PipeReader reader = pipe.reader();
                    PipeWriter writer = pipe.writer()) {
                Thread.startVirtualThread(() -> writer.writeFully(direct("x")));
                assertThat(reader.read(ByteBuffer.allocateDirect(1))).isEqualTo(1);
            }
        }
        await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
    }

    private static long descriptors() throws Exception {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
