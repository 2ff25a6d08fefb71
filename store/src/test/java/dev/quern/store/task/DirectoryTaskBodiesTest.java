package dev.quern.store.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import dev.quern.core.value.Ids;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTaskBodiesTest {
    @TempDir
    private Path scratch;

    @Test
    void aBodyComesBackWholeAndForItsOwnerOnly() throws Exception {
        TaskBodies bodies = new DirectoryTaskBodies(scratch.resolve("bodies"));
        BodyName name = BodyName.result(Ids.next(), 3);
        byte[] bytes = new byte[300_000];
        java.util.Arrays.fill(bytes, (byte) 7);
        assertThat(bodies.open(name)).isEmpty();
        assertThat(bodies.write(name, new ByteArrayInputStream(bytes), bytes.length))
                .isEqualTo(bytes.length);
        try (InputStream in = bodies.open(name).orElseThrow()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(files())
                .hasSize(1)
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
        bodies.delete(name);
        bodies.delete(name);
        assertThat(bodies.open(name)).isEmpty();
    }

    @Test
    void whatIsTooLongOrBreaksOffLeavesNothing() throws Exception {
        TaskBodies bodies = new DirectoryTaskBodies(scratch.resolve("bodies"));
        BodyName name = BodyName.input(Ids.next());
        assertThatThrownBy(() -> bodies.write(name, new ByteArrayInputStream(new byte[11]), 10))
                .isInstanceOf(QuernException.class);
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        assertThatThrownBy(() -> bodies.write(name, broken, 10)).isInstanceOf(IOException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void sweepingLeavesWhatIsReferredToAndWhatIsYoung() throws Exception {
        TaskBodies bodies = new DirectoryTaskBodies(scratch.resolve("bodies"));
        UUID id = Ids.least(Instant.now().minus(Duration.ofDays(40)));
        BodyName kept = BodyName.input(id);
        BodyName lost = BodyName.result(id, 1);
        for (BodyName name : List.of(kept, lost)) {
            bodies.write(name, new ByteArrayInputStream(new byte[1]), 1);
        }
        Instant hour = Instant.now().minus(Duration.ofHours(1));
        assertThat(bodies.sweep(hour, _ -> Set.of())).isZero();
        Files.createFile(files().getFirst().resolveSibling("x.partial"));
        for (Path file : files()) {
            Files.setLastModifiedTime(file, FileTime.from(hour.minusSeconds(1)));
        }
        assertThat(bodies.sweep(hour, names -> names.contains(kept) ? Set.of(kept) : Set.of()))
                .isEqualTo(2);
        assertThat(bodies.open(kept)).isPresent().hasValueSatisfying(DirectoryTaskBodiesTest::close);
        assertThat(bodies.open(lost)).isEmpty();
        assertThat(bodies.sweep(hour, _ -> Set.of())).isEqualTo(1);
        assertThat(scratch.resolve("bodies")).isEmptyDirectory();
        bodies.write(kept, new ByteArrayInputStream(new byte[1]), 1);
        assertThat(files()).hasSize(1);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(scratch)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
