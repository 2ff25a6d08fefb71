package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are bombs: they end at the bound, and nothing stays. */
class BoundsTest {
    private static final ImageSettings TIGHT = new ImageSettings(
            TestImage.OWN_ARCHITECTURE,
            3,
            50,
            DataSize.ofMebibytes(8),
            DataSize.ofMebibytes(4),
            100,
            Duration.ofSeconds(20));

    /** The entry's header lies behind the pax header that its nanoseconds need. */
    private static final int ENTRY = 1024;

    @TempDir
    Path temp;

    @Test
    void tooManyLayers() throws Exception {
        LayerBuilder[] layers = IntStream.range(0, 4)
                .mapToObj(i -> new LayerBuilder().file("f" + i, "x"))
                .toArray(LayerBuilder[]::new);
        assertRefused(TIGHT, TestImage.of(layers).archive(), "4 layers, allowed are 3");
    }

    @Test
    void tooManyEntries() throws Exception {
        LayerBuilder layer = new LayerBuilder();
        for (int i = 0; i < 51; i++) {
            layer.dir("d" + i, 0755);
        }
        assertRefused(TIGHT, TestImage.of(layer).archive(), "more than the allowed 50 entries");
        assertRefused(
                TIGHT,
                TestImage.of(new LayerBuilder().file("d/".repeat(60) + "f", "x"))
                        .archive(),
                "50 entries");
    }

    @Test
    void tooManyBytesOverAllLayers() throws Exception {
        byte[] half = new byte[3 << 20];
        Arrays.fill(half, (byte) 1);
        assertRefused(
                TIGHT,
                TestImage.of(new LayerBuilder().file("a", half), new LayerBuilder().file("b", half))
                        .archive(),
                "Layer 2 of 2",
                "more than the allowed 4194304 bytes");
    }

    @Test
    void anArchiveTooLarge() throws Exception {
        byte[] large = new byte[9 << 20];
        assertRefused(
                TIGHT,
                TestImage.ofTars(new LayerBuilder().file("a", large).tar()).archive(),
                "allowed 8388608 bytes");
        assertRefused(
                TIGHT,
                TestImage.gzip(
                        TestImage.ofTars(new LayerBuilder().file("a", large).tar())
                                .archive()),
                "allowed 8388608 bytes");
    }

    @Test
    void aGzipBomb() throws Exception {
        // two million zero blocks behind a valid archive: no entry, no file, only a stream without end
        byte[] tar = new LayerBuilder().file("f", "x").tar();
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(tar);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                gzip.write(zeros);
            }
        }
        assertRefused(
                TIGHT,
                TestImage.ofBlobs(List.of(tar), List.of(bomb.toByteArray())).archive(),
                "more than 100 times its compressed size");
    }

    @Test
    void headersThatClaimSizesAllocateNothing() throws Exception {
        for (char type : new char[] {'L', 'K', 'x', 'g'}) {
            byte[] tar = new LayerBuilder().file("f", "x").tar();
            tar[156] = (byte) type;
            number(tar, 0, "77777777777");
            assertRefused(TIGHT, TestImage.ofTars(tar).archive(), "allowed are 1048576");
        }
        byte[] tar = new LayerBuilder().file("f", "x").tar();
        number(tar, ENTRY, "77777777777");
        assertRefused(TIGHT, TestImage.ofTars(tar).archive(), "entry 'f'", "allowed 4194304 bytes");
    }

    @Test
    void aSparseFileOfClaimedSize() throws Exception {
        byte[] tar = new LayerBuilder().file("f", new byte[0]).tar();
        tar[ENTRY + 156] = 'S';
        System.arraycopy("77777777777".getBytes(StandardCharsets.US_ASCII), 0, tar, ENTRY + 483, 11);
        checksum(tar, ENTRY);
        assertRefused(TIGHT, TestImage.ofTars(tar).archive(), "entry 'f'", "allowed 4194304 bytes");
    }

    private static void number(byte[] tar, int header, String size) {
        System.arraycopy(size.getBytes(StandardCharsets.US_ASCII), 0, tar, header + 124, size.length());
        checksum(tar, header);
    }

    private static void checksum(byte[] tar, int header) {
        Arrays.fill(tar, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[header + i] & 0xff;
        }
        byte[] digits = "%06o".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, tar, header + 148, 6);
        tar[header + 154] = 0;
    }

    private void assertRefused(ImageSettings settings, byte[] archive, String... parts) throws Exception {
        StoreUnderTest store = new StoreUnderTest(temp.resolve("store"), settings);
        QuernException e = store.failure(archive);
        assertThat(e).isNotNull();
        assertThat(e.code()).as(e.text()).isEqualTo(ErrorCode.INVALID_IMAGE);
        assertThat(e.text()).contains(parts);
        store.assertHoldsNothing();
    }
}
