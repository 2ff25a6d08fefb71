package dev.quern.app.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.value.DataSize;
import dev.quern.node.fuse.FuseServer.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritingTest {
    @TempDir
    static Path directory;

    static MountRig rig;
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
    void bucket() {
        bucket = rig.bucket();
    }

    private Shell writable() {
        return rig.shell(bucket + ":/data:rw");
    }

    @Test
    void aClosedFileIsAnObject() throws IOException {
        try (Shell shell = writable();
                Shell.Talk talk = shell.talk("echo hello > f; : > empty; echo closed; read x; cat f")) {
            await().until(() -> talk.heard().contains("closed"));
            assertThat(rig.text(bucket, "f")).contains("hello\n");
            assertThat(rig.text(bucket, "empty")).contains("");
            assertThat(talk.finish().out()).isEqualTo("closed\nhello\n");
        }
    }

    @Test
    void whatProcessesOfOneShellWriteTogetherIsStoredOnce() throws IOException {
        AtomicInteger puts = new AtomicInteger();
        try (Shell shell =
                rig.shell(MountRig.SPOOL, Patience.DEFAULT, b -> new CountingBucket(b, puts), bucket + ":/data:rw")) {
            assertThat(shell.sh("( echo a; echo b | cat; /bin/echo c ) > f; cat f"))
                    .isEqualTo("a\nb\nc\n");
            assertThat(puts).hasValue(1);
        }
        assertThat(rig.text(bucket, "f")).contains("a\nb\nc\n");
    }

    @Test
    void filesAreAppendedToOverwrittenAndCut() throws IOException {
        rig.put(bucket, "f", "0123456789");
        try (Shell shell = writable()) {
            assertThat(shell.sh("echo more >> f; cat f")).isEqualTo("0123456789more\n");
            assertThat(rig.text(bucket, "f")).contains("0123456789more\n");
            shell.sh("printf XY | dd of=f bs=1 seek=3 conv=notrunc");
            assertThat(rig.text(bucket, "f")).contains("012XY56789more\n");
            shell.sh("dd if=/dev/null of=f bs=1 seek=5");
            assertThat(rig.text(bucket, "f")).contains("012XY");
            shell.sh("dd if=/dev/null of=f bs=1 seek=8");
            assertThat(rig.text(bucket, "f")).contains("012XY\0\0\0");
            shell.sh("echo new > f");
            assertThat(rig.text(bucket, "f")).contains("new\n");
        }
    }

    @Test
    void whoWritesIntoAFileThatWasReplacedWritesIntoWhatHeOpened() throws IOException {
        rig.put(bucket, "f", "old content");
        try (Shell shell = writable();
                Shell.Talk talk = shell.talk("exec 3<> f; echo open; read x; printf OLD >&3; exec 3>&-; cat f")) {
            await().until(() -> talk.heard().contains("open"));
            rig.put(bucket, "f", "something else entirely");
            talk.say("\n");
            assertThat(talk.finish().out()).isEqualTo("open\nOLD content");
        }
        assertThat(rig.text(bucket, "f")).contains("OLD content");
    }

    @Test
    void aLargeFileComesOutAsItWentIn() throws Exception {
        try (Shell shell = writable()) {
            String sums = shell.sh("dd if=/dev/urandom of=big bs=1M count=64 2>/dev/null; md5sum < big");
            assertThat(sums).startsWith(ReadingTest.md5(rig.bytes(bucket, "big").orElseThrow()));
            assertThat(shell.sh("cp big copy; md5sum < copy")).isEqualTo(sums);
            assertThat(shell.mounts().spoolBytes()).isZero();
        }
    }

    @Test
    void filesAreRemovedAndRenamed() throws IOException {
        rig.put(bucket, "a", "A");
        rig.put(bucket, "b", "B");
        try (Shell shell = writable()) {
            assertThat(shell.sh("mv a c; cat c; ls; rm b; ls")).isEqualTo("Ab\nc\nc\n");
            assertThat(rig.keys(bucket)).containsExactly("c");
            assertThat(shell.sh("echo new > tmp; mv tmp c; cat c; ls")).isEqualTo("new\nc\n");
            assertThat(shell.sh("exec 3> late; echo one >&3; mv late moved; echo two >&3; exec 3>&-; cat moved; ls"))
                    .isEqualTo("one\ntwo\nc\nmoved\n");
            assertThat(shell.sh("exec 3> gone; rm gone; echo x >&3; exec 3>&-; ls"))
                    .isEqualTo("c\nmoved\n");
        }
        assertThat(rig.keys(bucket)).containsExactly("c", "moved");
        assertThat(rig.text(bucket, "moved")).contains("one\ntwo\n");
    }

    @Test
    void directoriesAreMarkersAndGoWhenTheyAreEmpty() throws IOException {
        rig.put(bucket, "tree/x/y/z", "deep");
        try (Shell shell = writable()) {
            assertThat(shell.sh("mkdir d; ls -d d; rmdir d; mkdir -p p/q; echo f > p/q/f; rmdir p/q; mkdir p"))
                    .contains("d\n")
                    .contains("not empty")
                    .contains("File exists");
            assertThat(rig.keys(bucket)).containsExactly("p/", "p/q/", "p/q/f", "tree/x/y/z");
            assertThat(shell.sh("rm -r tree; ls")).isEqualTo("p\n");
            assertThat(shell.sh("mv p moved; find . | sort")).isEqualTo(".\n./moved\n./moved/q\n./moved/q/f\n");
        }
        assertThat(rig.keys(bucket)).containsExactly("moved/", "moved/q/", "moved/q/f");
    }

    @Test
    void moreThanTheSpoolHoldsIsNoSpaceAndNoObject() throws IOException {
        rig.put(bucket, "f", "old");
        try (Shell shell = rig.shell(DataSize.ofMebibytes(4), Patience.DEFAULT, b -> b, bucket + ":/data:rw")) {
            assertThat(shell.sh("dd if=/dev/zero of=f bs=1M count=8; dd if=/dev/null of=g bs=1M seek=4000"))
                    .contains("No space left");
            assertThat(shell.mounts().spoolBytes()).isZero();
            assertThat(shell.sh("cat f")).isEqualTo("old");
        }
        assertThat(rig.text(bucket, "f")).contains("old");
    }

    @Test
    void whoIsKilledWhileWritingLeavesTheOldObject() throws IOException {
        rig.put(bucket, "f", "old");
        try (Shell shell = writable()) {
            try (Shell.Talk talk = shell.talk("exec dd if=/dev/zero of=f bs=1k count=1000000000")) {
                await().until(() -> shell.mounts().spoolBytes() > 1 << 16);
                talk.run().kill();
                assertThat(talk.finish().exit().signal()).isEqualTo(9);
            }
            assertThat(shell.sh("cat f")).isEqualTo("old");
            await().until(() -> shell.mounts().spoolBytes() == 0);
        }
        assertThat(rig.text(bucket, "f")).contains("old");
    }

    @Test
    void aSandboxThatEndsWhileWritingLeavesTheOldObject() throws IOException {
        rig.put(bucket, "f", "old");
        Shell shell = writable();
        try (Shell.Talk talk = shell.talk("dd if=/dev/zero of=f bs=1k count=1000000000")) {
            await().until(() -> shell.mounts().spoolBytes() > 1 << 16);
            shell.sandbox().destroy();
            await().until(() ->
                    shell.mounts().spoolBytes() == 0 && shell.mounts().count() == 0);
            assertThat(talk.finish().exit().sandboxLost()).isTrue();
        }
        shell.close();
        assertThat(rig.text(bucket, "f")).contains("old");
    }
}
