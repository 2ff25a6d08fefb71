package dev.quern.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.image.ImageConfig;
import dev.quern.core.value.DataSize;
import dev.quern.images.ImageSettings;
import dev.quern.images.ImageStore;
import dev.quern.images.ImageUser;
import dev.quern.linux.LinuxException;
import dev.quern.linux.PipeReader;
import dev.quern.linux.PipeWriter;
import dev.quern.sandbox.Command;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import dev.quern.sandbox.SandboxSettings;
import dev.quern.sandbox.SandboxSpec;
import dev.quern.sandbox.Sandboxes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample images as any other image: loaded, unpacked, run with every wall up. */
class SampleInSandboxTest {
    private static final long FIRST_ID = 0x5000_0000L;
    private final SampleImages samples = new SampleImages(Path.of("..").toAbsolutePath());

    @TempDir
    Path folder;

    /** Sandboxes reach their files as users of their own. */
    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void photographBecomesAThumbnail() throws IOException {
        byte[] photo = Files.readAllBytes(samples.photo());
        Answer answer = run("thumbnail", photo, "200x200");
        assertThat(answer.exitCode()).describedAs(answer.errors()).isZero();
        assertThat(JpegSize.of(answer.output())).isEqualTo(new PixelSize(133, 200));
    }

    @Test
    void previewIsTheSameImageAsPpm() throws IOException {
        byte[] photo = Files.readAllBytes(samples.photo());
        Answer answer = run("thumbnail", photo, "108x36", "--output", ".ppm");
        assertThat(answer.exitCode()).describedAs(answer.errors()).isZero();
        assertThat(Pixels.ofPpm(answer.output())).returns(24, Pixels::width).returns(36, Pixels::height);
    }

    @Test
    void textIsRefusedWithAReason() throws IOException {
        Answer answer = run("thumbnail", "a quern is a hand mill".getBytes(StandardCharsets.UTF_8), "200x200");
        assertThat(answer.exitCode()).isNotZero();
        assertThat(answer.errors()).contains("not in a known format");
        assertThat(answer.output()).isEmpty();
    }

    @Test
    void busyboxRunsTheCommandItIsGiven() throws IOException {
        Answer answer = run("busybox", "a quern".getBytes(StandardCharsets.UTF_8), "tr", "a-z", "A-Z");
        assertThat(answer.exitCode()).describedAs(answer.errors()).isZero();
        assertThat(answer.output()).asString().isEqualTo("A QUERN");
    }

    private Answer run(String sample, byte[] input, String... arguments) throws IOException {
        ImageStore images = ImageStore.open(folder.resolve("images"), ImageSettings.defaults());
        String digest =
                images.load(samples.archive(sample).file(), _ -> {}).image().digest();
        ImageConfig config = images.find(digest).orElseThrow().config();
        ImageUser user = images.user(digest);
        SandboxSpec spec = new SandboxSpec(
                images.root(digest),
                user.uid(),
                user.gid(),
                user.groups(),
                DataSize.ofMebibytes(256),
                List.of(),
                "crun");
        Command command = new Command(
                Stream.concat(config.entrypoint().stream(), Stream.of(arguments))
                        .toList(),
                config.environment(),
                config.workingDirectory());
        SandboxSettings settings = new SandboxSettings(
                folder.resolve("sandboxes"),
                List.of("crun"),
                SandboxSettings.DEFAULT_PIDS,
                FIRST_ID,
                SandboxSettings.DEFAULT_START_LIMIT,
                SandboxSettings.DEFAULT_PREDECESSOR_LIMIT);
        try (Sandboxes sandboxes = Sandboxes.open(settings)) {
            Sandbox sandbox = sandboxes.create(spec);
            try (Run run = sandbox.run(command)) {
                Thread.ofPlatform().start(() -> write(run.stdin(), input));
                byte[] output = read(run.stdout());
                byte[] errors = read(run.stderr());
                assertThat(run.await(Duration.ofMinutes(1))).isTrue();
                return new Answer(run.await().code(), output, new String(errors, StandardCharsets.UTF_8));
            } finally {
                sandbox.destroy();
            }
        }
    }

    private static void write(PipeWriter to, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        try (to) {
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
        } catch (LinuxException e) {
            // A function that read enough is not interested in the rest.
        }
    }

    private static byte[] read(PipeReader from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        while (from.read(buffer) >= 0) {
            byte[] piece = new byte[buffer.flip().remaining()];
            buffer.get(piece).clear();
            bytes.writeBytes(piece);
        }
        return bytes.toByteArray();
    }

    private record Answer(int exitCode, byte[] output, String errors) {}
}
