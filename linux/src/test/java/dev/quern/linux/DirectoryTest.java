package dev.quern.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {
    @TempDir
    Path temp;

    private Directory root;

    @BeforeEach
    void openRoot() throws Exception {
        Files.createDirectories(temp.resolve("root/a/b"));
        Files.writeString(temp.resolve("secret"), "host");
        root = Directory.open(temp.resolve("root"));
    }

    @AfterEach
    void closeRoot() {
        root.close();
    }

    @Test
    void aPathNeverLeavesTheDirectory() throws Exception {
        Files.createSymbolicLink(temp.resolve("root/up"), Path.of(".."));
        Files.createSymbolicLink(temp.resolve("root/inner"), Path.of("a"));

        assertErrno(Errno.EXDEV, "../secret");
        assertErrno(Errno.EXDEV, "a/../../secret");
        assertErrno(Errno.EXDEV, temp.resolve("secret").toString());
        assertErrno(Errno.ELOOP, "up/secret");
        assertErrno(Errno.ELOOP, "inner/b");
    }

    @Test
    void inRootLinksResolveAsForAProcessWithinIt() throws Exception {
        Files.createDirectories(temp.resolve("root/etc"));
        Files.writeString(temp.resolve("root/secret"), "image");
        Files.createSymbolicLink(temp.resolve("root/etc/abs"), Path.of("/secret"));
        Files.createSymbolicLink(temp.resolve("root/etc/rel"), Path.of("../../../secret"));

        for (String link : new String[] {"etc/abs", "etc/rel"}) {
            try (OpenFile file = root.openInRoot(link)) {
                assertThat(file.stream().readAllBytes()).asString().isEqualTo("image");
            }
        }
    }

    @Test
    void whatIsSetOnAFileIsWhatStatusSays() {
        try (OpenFile file = root.create("f")) {
            file.write("abc".getBytes(StandardCharsets.UTF_8), 0, 3);
            file.seek(10_000);
            file.truncateHere();
            file.chown(12, 34);
            file.chmod(04751);
            file.setAttribute("user.note", new byte[] {0, -1, 7});
            file.times(1_000_000_000L, 5);
            assertThat(file.attributes()).containsExactly("user.note");
            assertThat(file.attribute("user.note")).containsExactly(0, -1, 7);
        }
        FileStatus status = root.status("f").orElseThrow();
        assertThat(status.isRegular()).isTrue();
        assertThat(status.permissions()).isEqualTo(04751);
        assertThat(status.uid()).isEqualTo(12);
        assertThat(status.gid()).isEqualTo(34);
        assertThat(status.size()).isEqualTo(10_000);
        assertThat(status.modifiedSeconds()).isEqualTo(1_000_000_000L);
        assertThat(status.modifiedNanos()).isEqualTo(5);
        assertThat(status.links()).isEqualTo(1);
    }

    @Test
    void namesAreBytes() {
        String name = new String("naïve\u2603".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String notText = "\u00ff\u00fe";
        root.makeDirectory(name, 0755);
        root.symlink("/nowhere/" + notText, notText);

        assertThat(root.list()).contains(name, notText);
        assertThat(root.readLink(notText)).isEqualTo("/nowhere/" + notText);
        assertThatThrownBy(() -> root.makeDirectory("\u2603", 0755)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void removingATreeDoesNotFollowLinks() throws Exception {
        Files.createSymbolicLink(temp.resolve("root/a/b/out"), temp);
        root.removeTree("a");
        root.removeTree("a");
        assertThat(root.status("a")).isEmpty();
        assertThat(temp.resolve("secret")).exists();
    }

    private void assertErrno(int errno, String path) {
        assertThatThrownBy(() -> root.file(path).close())
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }
}
