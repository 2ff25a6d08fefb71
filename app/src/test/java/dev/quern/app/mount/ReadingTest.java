package dev.quern.app.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingTest {
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

    @Test
    void keysAreFilesInDirectoriesOfTheFunctionsUser() throws IOException {
        rig.put(bucket, "a.txt", "alpha");
        rig.put(bucket, "in/b.txt", "beta!");
        rig.put(bucket, "in/deep/c.txt", "gamma");
        rig.put(bucket, "marked/", "");
        try (Shell shell = rig.shell(bucket + ":/data")) {
            assertThat(shell.sh("cat a.txt in/b.txt in/deep/c.txt")).isEqualTo("alphabeta!gamma");
            assertThat(shell.sh("find . | sort"))
                    .isEqualTo(".\n./a.txt\n./in\n./in/b.txt\n./in/deep\n./in/deep/c.txt\n./marked\n");
            assertThat(shell.sh("stat -c '%u %g %a %s %F' a.txt in"))
                    .isEqualTo("1000 1000 644 5 regular file\n1000 1000 755 0 directory\n");
            assertThat(shell.sh("ls -lR")).contains("in/deep:").contains("5 ").contains("c.txt");
            assertThat(shell.sh("cat none")).contains("No such file");
        }
    }

    @Test
    void runcMountsBucketsAsWell() throws IOException {
        rig.put(bucket, "in/b", "beta");
        try (Shell shell = rig.shellBy("runc", bucket + ":/data", bucket + "/in:/mnt/deep/in:rw")) {
            assertThat(shell.sh("cat in/b; echo new > /mnt/deep/in/c; cat in/c; echo x > d"))
                    .startsWith("betanew\n")
                    .contains("Read-only file system");
        }
        assertThat(rig.text(bucket, "in/c")).contains("new\n");
    }

    @Test
    void aPrefixIsAllThatIsSeen() throws IOException {
        rig.put(bucket, "secret", "x");
        rig.put(bucket, "in/a", "seen");
        rig.put(bucket, "inside", "x");
        try (Shell shell = rig.shell(bucket + "/in:/data")) {
            assertThat(shell.sh("find . | sort; cat a; cat ../secret /data/../secret"))
                    .startsWith(".\n./a\nseen")
                    .doesNotContain("x\n");
        }
    }

    @Test
    void aLargeFileIsReadWholeAndHereAndThere() throws Exception {
        byte[] content = new byte[64 << 20];
        new Random(1).nextBytes(content);
        rig.put(bucket, "big", content);
        try (Shell shell = rig.shell(bucket + ":/data")) {
            assertThat(shell.sh("md5sum < big")).startsWith(md5(content));
            for (int block : new int[] {9000, 3, 16383, 8191, 0}) {
                byte[] part = Arrays.copyOfRange(content, block * 4096, (block + 1) * 4096);
                assertThat(shell.sh("dd if=big bs=4096 count=1 skip=" + block + " 2>/dev/null | md5sum"))
                        .startsWith(md5(part));
            }
        }
    }

    @Test
    void namesAreWhateverAFileMayBeCalledAndOtherKeysAreLeftOut() throws IOException {
        for (String key : new String[] {
            "grüße 日本/ein bild.jpg",
            " lead",
            "new\nline",
            "a//b",
            "../up",
            "x/../y",
            "./dot",
            "/root",
            "x".repeat(256),
            "both",
            "both/inside"
        }) {
            rig.put(bucket, key, key);
        }
        try (Shell shell = rig.shell(bucket + ":/data")) {
            assertThat(shell.sh("find . -type f | sort").split("\n"))
                    .containsExactlyInAnyOrder("./ lead", "./both/inside", "./grüße 日本/ein bild.jpg", "./new", "line");
            assertThat(shell.sh("cat 'grüße 日本/ein bild.jpg'")).isEqualTo("grüße 日本/ein bild.jpg");
            assertThat(shell.sh("ls -d both/ x; ls a x")).contains("both/\n", "x\n");
        }
    }

    @Test
    void tenThousandObjectsAreListedEachOnce() {
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 10_000; i++) {
                String key = "many/o%05d".formatted(i);
                threads.submit(() -> {
                    rig.put(bucket, key, "o");
                    return key;
                });
            }
        }
        try (Shell shell = rig.shell(bucket + ":/data")) {
            assertThat(shell.sh("ls many | wc -l; ls many | sort -u | wc -l; ls -l many | wc -l; ls many | tail -n 1"))
                    .isEqualTo("10000\n10000\n10001\no09999\n");
        }
    }

    @Test
    void whoHasAFileOpenReadsOnInItThoughItIsReplaced() throws IOException {
        rig.put(bucket, "f", "a".repeat(1 << 20));
        try (Shell shell = rig.shell(bucket + ":/data");
                Shell.Talk talk = shell.talk(
                        "exec 3< f; echo open; read x; tr -d a <&3 | wc -c; cat f | tr -d b | wc -c; wc -c < f")) {
            await().until(() -> talk.heard().contains("open"));
            rig.put(bucket, "f", "b".repeat(2 << 20));
            talk.say("\n");
            assertThat(talk.finish().out()).isEqualTo("open\n0\n0\n2097152\n");
        }
    }

    @Test
    void aReadOnlyMountIsLeftAlone() throws IOException {
        rig.put(bucket, "f", "kept");
        try (Shell shell = rig.shell(bucket + ":/data")) {
            assertThat(shell.sh("echo x > f; echo x > g; rm f; mkdir d; mv f h; touch f"))
                    .contains("Read-only file system")
                    .doesNotContain("Function not");
        }
        assertThat(rig.keys(bucket)).containsExactly("f");
        assertThat(rig.text(bucket, "f")).contains("kept");
    }

    static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
