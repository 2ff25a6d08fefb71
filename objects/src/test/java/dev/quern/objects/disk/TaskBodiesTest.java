package dev.quern.objects.disk;

import static dev.quern.objects.disk.Fixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Ids;
import dev.quern.objects.task.ObjectTaskBodies;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.DirectoryTaskBodies;
import dev.quern.store.task.TaskBodies;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of tasks in the object store, beside those an older release left in a directory. */
@ExtendWith(Fixture.Shared.class)
class TaskBodiesTest {
    private final Fixture x;

    @TempDir
    private Path scratch;

    TaskBodiesTest(Fixture x) {
        this.x = x;
    }

    @Test
    void whatWasWrittenIsReadAndDeleted() throws Exception {
        TaskBodies bodies = new ObjectTaskBodies(x.objects, Optional.empty());
        BodyName input = BodyName.input(Ids.next());
        BodyName result = BodyName.result(input.task(), 3);
        byte[] content = bytes(200_000, 1);
        assertThat(bodies.write(input, new ByteArrayInputStream(content), 200_000))
                .isEqualTo(200_000);
        bodies.write(result, new ByteArrayInputStream(bytes("ok")), 10);
        bodies.write(result, new ByteArrayInputStream(bytes("better")), 10);
        assertThat(read(bodies, input)).isEqualTo(content);
        assertThat(read(bodies, result)).isEqualTo(bytes("better"));
        bodies.delete(input);
        assertThat(bodies.open(input)).isEmpty();
        assertThatThrownBy(() -> bodies.write(input, new ByteArrayInputStream(content), 199_999))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
        assertThat(bodies.open(input)).isEmpty();
    }

    @Test
    void whatAnOlderReleaseLeftIsReadAndSweptToo() throws Exception {
        TaskBodies before = new DirectoryTaskBodies(scratch.resolve("tasks"));
        BodyName old = BodyName.input(Ids.next());
        BodyName kept = BodyName.input(Ids.next());
        BodyName fresh = BodyName.input(Ids.next());
        before.write(old, new ByteArrayInputStream(bytes("old")), 10);
        before.write(kept, new ByteArrayInputStream(bytes("kept")), 10);
        TaskBodies bodies = new ObjectTaskBodies(x.objects, Optional.of(before));
        bodies.write(fresh, new ByteArrayInputStream(bytes("fresh")), 10);
        assertThat(read(bodies, old)).isEqualTo(bytes("old"));
        bodies.sweep(Instant.now().minusSeconds(3600), _ -> Set.of());
        assertThat(bodies.open(fresh)).isPresent().hasValueSatisfying(TaskBodiesTest::close);
        bodies.sweep(Instant.now().plusSeconds(10), names -> {
            Set<BodyName> referred = new HashSet<>(names);
            referred.retainAll(Set.of(kept));
            return referred;
        });
        assertThat(bodies.open(old)).isEmpty();
        assertThat(bodies.open(fresh)).isEmpty();
        assertThat(read(bodies, kept)).isEqualTo(bytes("kept"));
    }

    private static byte[] read(TaskBodies bodies, BodyName name) throws IOException {
        try (InputStream in = bodies.open(name).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
