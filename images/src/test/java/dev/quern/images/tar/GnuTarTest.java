package dev.quern.images.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives by GNU tar in each of its formats, read as it would extract them. */
class GnuTarTest {
    @TempDir
    Path temp;

    @Test
    void sparseFilesOfAllFormats() throws Exception {
        byte[] expected = sparse(temp.resolve("sparse"), 3);
        byte[] many = sparse(temp.resolve("many"), 60);
        for (List<String> format : List.of(
                List.of("--format=gnu"),
                List.of("--format=posix", "--sparse-version=0.0"),
                List.of("--format=posix", "--sparse-version=0.1"),
                List.of("--format=posix", "--sparse-version=1.0"))) {
            Path archive = temp.resolve("a.tar");
            List<String> command = new ArrayList<>(List.of("tar", "-S"));
            command.addAll(format);
            command.addAll(List.of("-cf", archive.toString(), "-C", temp.toString(), "sparse", "many"));
            run(command);
            assertThat(Files.size(archive)).as(format.toString()).isLessThan(expected.length);

            Map<String, byte[]> read = read(Files.readAllBytes(archive));
            assertThat(read.keySet()).as(format.toString()).containsExactly("many", "sparse");
            assertThat(read.get("sparse")).isEqualTo(expected);
            assertThat(read.get("many")).isEqualTo(many);
        }
    }

    @Test
    void longNamesAndLinksOfAllFormats() throws Exception {
        String name = "d/".repeat(70) + "n".repeat(200);
        Files.createDirectories(temp.resolve(name).getParent());
        Files.writeString(temp.resolve(name), "content");
        Files.createSymbolicLink(temp.resolve("link"), Path.of("t".repeat(300)));
        for (String format : new String[] {"gnu", "posix"}) {
            Path archive = temp.resolve("b.tar");
            run(List.of("tar", "--format=" + format, "-cf", archive.toString(), "-C", temp.toString(), name, "link"));
            TarReader reader = new TarReader(new ByteArrayInputStream(Files.readAllBytes(archive)));
            TarEntry file = reader.next().orElseThrow();
            assertThat(file.name()).isEqualTo(name);
            assertThat(reader.content().readAllBytes()).asString().isEqualTo("content");
            assertThat(reader.next().orElseThrow().link()).hasSize(300);
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void oldFormatsAndTimesBeforeTheEpoch() throws Exception {
        Files.writeString(temp.resolve("f"), "x");
        Files.createDirectory(temp.resolve("dir"));
        run(List.of("touch", "-d", "1960-01-01T00:00:00.25Z", temp.resolve("f").toString()));
        for (String format : new String[] {"v7", "ustar", "gnu", "posix"}) {
            Path archive = temp.resolve(format + ".tar");
            List<String> command = new ArrayList<>(List.of("tar", "--format=" + format, "--owner=0", "--group=0"));
            if (format.equals("v7") || format.equals("ustar")) {
                // neither can say a time before 1970
                command.add("--mtime=@5");
            }
            command.addAll(List.of("-cf", archive.toString(), "-C", temp.toString(), "dir", "f"));
            run(command);
            TarReader reader = new TarReader(new ByteArrayInputStream(Files.readAllBytes(archive)));
            assertThat(reader.next().orElseThrow().type()).isEqualTo(TarType.DIRECTORY);
            TarEntry file = reader.next().orElseThrow();
            long expected = format.equals("gnu") || format.equals("posix") ? -315619200L : 5;
            assertThat(file.modifiedSeconds()).as(format).isEqualTo(expected);
            if (format.equals("posix")) {
                assertThat(file.modifiedNanos()).isEqualTo(250_000_000);
            }
        }
    }

    @Test
    void skippingContentIsAsReadingIt() throws Exception {
        sparse(temp.resolve("sparse"), 10);
        Files.writeString(temp.resolve("after"), "x");
        Path archive = temp.resolve("a.tar");
        run(List.of("tar", "-S", "-cf", archive.toString(), "-C", temp.toString(), "sparse", "after"));
        TarReader reader = new TarReader(new ByteArrayInputStream(Files.readAllBytes(archive)));
        reader.next();
        reader.content().readNBytes(5000);
        assertThat(reader.next().orElseThrow().name()).isEqualTo("after");
    }

    @Test
    void corruptPaxHeadersAreRefused() throws Exception {
        for (String record : new String[] {
            "5 a=b\n",
            "99 a=b\n",
            "a=b\n",
            "0 a=b\n",
            "-6 a=b\n",
            "6 ab\n",
            "99999999999999999999 a=b\n",
            "7 a=bc",
            "15 size=-1234567\n",
            "12 uid=a1234\n"
        }) {
            assertThatThrownBy(() -> {
                        PaxFields fields = PaxFields.parse(record.getBytes(StandardCharsets.UTF_8));
                        fields.number("size", 0);
                        fields.number("uid", 0);
                    })
                    .as(record)
                    .isInstanceOf(QuernException.class);
        }
    }

    private byte[] sparse(Path path, int pieces) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (int i = 0; i < pieces; i++) {
                file.seek(8192L + i * 65536L);
                file.write(("piece " + i).getBytes(StandardCharsets.UTF_8));
            }
            file.setLength(pieces * 65536L + 1_000_000L);
        }
        return Files.readAllBytes(path);
    }

    private static Map<String, byte[]> read(byte[] archive) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            assertThat(entry.get().sparse()).isTrue();
            byte[] content = reader.content().readAllBytes();
            assertThat(entry.get().size()).isEqualTo(content.length);
            files.put(entry.get().name(), content);
        }
        return files;
    }

    private static void run(List<String> command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
