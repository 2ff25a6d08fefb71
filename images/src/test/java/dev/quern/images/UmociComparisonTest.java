package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.images.tar.TarType;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same layers, unpacked by umoci and by us, are the same tree but for the mount points we add. */
class UmociComparisonTest {
    private static final byte[] CAPABILITY = {1, 0, 0, 2, (byte) 0x80, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final String LONG_NAME = "long-" + "n".repeat(200);

    @TempDir
    Path temp;

    @Test
    void typesModesOwnersTimesAndAttributesAreTheSame() throws Exception {
        assertSameTree(TestImage.of(new LayerBuilder()
                .dir("./", 0755)
                .dir("bin", 0755)
                .file("bin/su", "setuid", 04755, 0, 0)
                .file("bin/wall", "setgid", 02755, 0, 5)
                .file("bin/owned", "owned", 0640, 1000, 100)
                .dir("var/", 0711)
                .dir("var/sticky", 01777)
                .fifo("var/fifo")
                .symlink("bin/sh", "busybox")
                .symlink("var/absolute", "/etc/passwd")
                .symlink("var/outside", "../../../../etc/shadow")
                .symlink("var/dangling", "nowhere")
                .hardLink("bin/su2", "bin/su")
                .hardLink("bin/sh2", "bin/sh")
                .file("bin/equal1", "same")
                .file("bin/equal2", "same")
                .withAttribute("bin/ping", TarType.FILE, "security.capability", CAPABILITY)
                .withAttribute("var/noted", TarType.FILE, "user.note", new byte[] {0, -1, 10, 61})
                .withAttribute("var/directory", TarType.DIRECTORY, "user.note", new byte[] {1})
                .dir("usr/share/" + LONG_NAME, 0755)
                .file("usr/share/" + LONG_NAME + "/" + LONG_NAME, "long")
                .symlink("usr/share/link", "x".repeat(300))
                .file("usr/share/Ünïcode-\u2603-\ud83d\ude00", "unicode")
                .file("usr/share/new\nline and space ", "odd")
                .file("usr/big", "0123456789".repeat(100_000))));
    }

    @Test
    void whiteoutsAndReplacementsAreTheSame() throws Exception {
        LayerBuilder lower = new LayerBuilder()
                .dir("a", 0755)
                .file("a/hidden", "1")
                .file("a/stays", "2")
                .dir("a/tree", 0755)
                .dir("a/tree/deep", 0755)
                .file("a/tree/deep/file", "3")
                .dir("opaque", 0750)
                .file("opaque/old", "4")
                .dir("opaque/olddir", 0755)
                .file("opaque/olddir/f", "5")
                .dir("becomes-file", 0755)
                .file("becomes-file/x", "6")
                .file("becomes-dir", "7")
                .file("linked", "8")
                .file("changed", "9")
                .symlink("becomes-real", "a")
                .dir("mode", 0700);
        LayerBuilder middle = new LayerBuilder()
                .whiteout("a/hidden")
                .whiteout("a/tree")
                .whiteout("a/never-was")
                .dir("opaque", 0755)
                .file("opaque/new", "10")
                .opaque("opaque")
                .file("becomes-file", "11")
                .dir("becomes-dir", 0755)
                .file("becomes-dir/y", "12")
                .hardLink("a/link-across", "linked")
                .file("changed", "13", 0600, 3, 4)
                .dir("becomes-real", 0755)
                .file("becomes-real/z", "14")
                .dir("mode", 0777);
        LayerBuilder upper = new LayerBuilder()
                .whiteout("becomes-file")
                .file("twice", "first")
                .file("twice", "second", 0600, 1, 1)
                .dir("a/tree", 0755)
                .file("a/tree/again", "15")
                .whiteout("linked");
        assertSameTree(TestImage.of(lower, middle, upper));
    }

    @Test
    void aWhiteoutNeverHidesWhatItsOwnLayerBrings() throws Exception {
        LayerBuilder lower = new LayerBuilder()
                .dir("d", 0755)
                .file("d/old", "1")
                .dir("d/sub", 0755)
                .file("d/sub/old", "2");
        LayerBuilder upper = new LayerBuilder()
                .dir("d", 0755)
                .dir("d/sub", 0755)
                .file("d/sub/new", "3")
                .whiteout("d/sub")
                .file("d/old", "4");
        assertSameTree(TestImage.of(lower, upper));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 106, 122, 149})
    void randomLayersAreTheSame(long seed) throws Exception {
        assertSameTree(TestImage.of(RandomLayers.of(seed, 4, 60)));
    }

    private void assertSameTree(TestImage image) throws Exception {
        Path layout = image.writeTo(temp.resolve("layout"));
        Programs.run(
                "umoci",
                "raw",
                "unpack",
                "--image",
                layout + ":latest",
                temp.resolve("umoci").toString());
        ImageStore store = ImageStore.open(temp.resolve("store"), ImageSettings.defaults());
        LoadedImage loaded = store.load(new ByteArrayInputStream(image.archive()), Progress.NONE);

        SortedMap<String, String> ours =
                TreeListing.of(store.root(loaded.image().digest()));
        SortedMap<String, String> theirs = TreeListing.of(temp.resolve("umoci"));
        ours.keySet().removeIf(path -> TreeListing.MOUNT_POINTS.contains(path) && !theirs.containsKey(path));
        // umoci leaves directories that no entry describes at the current time
        ours.replaceAll((path, line) -> withoutDirectoryTime(line));
        theirs.replaceAll((path, line) -> withoutDirectoryTime(line));
        assertThat(ours).containsExactlyEntriesOf(theirs);
    }

    private static String withoutDirectoryTime(String line) {
        return line.replaceFirst("^(4\\d{4} \\d+:\\d+) \\d+\\.\\d+", "$1");
    }
}
