package dev.quern.app.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.app.mount.FaultyBucket.Fault;
import dev.quern.node.fuse.FuseServer.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
    @TempDir
    static Path directory;

    static MountRig rig;
    final AtomicReference<FaultyBucket> faulty = new AtomicReference<>();
    String bucket;

    @BeforeAll
    static void open() throws IOException {
        rig = new MountRig(directory);
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @BeforeEach
    void bucket() throws IOException {
        bucket = rig.bucket();
        rig.put(bucket, "f", "x".repeat(4 << 20));
    }

    private FaultyBucket faulty() {
        return Objects.requireNonNull(faulty.get());
    }

    private Shell shell(Patience patience) {
        return rig.shell(
                MountRig.SPOOL,
                patience,
                b -> {
                    faulty.set(new FaultyBucket(b));
                    return faulty();
                },
                bucket + ":/data:rw");
    }

    @Test
    void aStoreThatFailsInTheMiddleIsAnErrorOfTheRead() {
        try (Shell shell = shell(Patience.DEFAULT)) {
            faulty().become(Fault.FAILS, 1 << 20);
            Shell.Result result = shell.result("cat f > /dev/null");
            assertThat(result.out()).contains("Input/output error");
            assertThat(result.exit().code()).isNotZero();
            faulty().become(Fault.NONE, 0);
            assertThat(shell.sh("wc -c < f")).isEqualTo("4194304\n");
        }
    }

    @Test
    void aStoreThatFailsToTakeAFileIsAnErrorOfTheClose() throws IOException {
        try (Shell shell = shell(Patience.DEFAULT)) {
            faulty().become(Fault.FAILS, 1 << 30);
            Shell.Result result = shell.result("cp f copy");
            assertThat(result.out()).contains("Input/output error");
            assertThat(result.exit().code()).isNotZero();
            assertThat(shell.sh("cat copy")).contains("No such file");
        }
        assertThat(rig.keys(bucket)).containsExactly("f");
    }

    @Test
    void aStoreThatIsSilentIsAnErrorAfterAWhile() {
        try (Shell shell = shell(MountRig.patience(Duration.ofMillis(300)))) {
            faulty().become(Fault.SILENT, 1 << 20);
            assertThat(shell.sh("cat f > /dev/null")).contains("Input/output error");
        }
    }

    @Test
    void whoIsKilledWhileTheStoreIsSilentIsGone() throws Exception {
        try (Shell shell = shell(Patience.DEFAULT)) {
            faulty().become(Fault.SILENT, 1 << 20);
            try (Shell.Talk talk = shell.talk("exec cat f > /dev/null")) {
                faulty().awaitAsked();
                talk.run().kill();
                assertThat(talk.finish().exit().signal()).isEqualTo(9);
            }
        }
    }

    @Test
    void aSandboxEndsThoughTheStoreIsSilentAndFilesAreBeingStored() throws Exception {
        Shell shell = shell(Patience.DEFAULT);
        faulty().become(Fault.SILENT, 1 << 20);
        try (Shell.Talk talk = shell.talk("cat f > /dev/null & cat f > /dev/null & echo x > g; echo y > h")) {
            faulty().awaitAsked();
            shell.sandbox().destroy();
            assertThat(talk.finish().exit().sandboxLost()).isTrue();
        }
        await().until(() -> shell.mounts().count() == 0);
        shell.close();
        assertThat(rig.keys(bucket)).containsExactly("f");
    }

    @Test
    void aFunctionHoldsOnlySoManyFilesAndNoneBeyondItsEnd() {
        Shell shell = shell(Patience.DEFAULT);
        try (Shell.Talk talk = shell.talk("exec 3>> w; echo x >&3; exec tail -n 0 -f" + " f".repeat(600))) {
            await().until(() -> talk.heard().contains("Too many open files"));
            shell.sandbox().destroy();
            assertThat(talk.finish().exit().sandboxLost()).isTrue();
        }
        await().until(() -> shell.mounts().count() == 0 && shell.mounts().spoolBytes() == 0);
        shell.close();
    }
}
