package dev.quern.objects.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.store.object.Guard;
import dev.quern.store.object.ObjectPut;
import dev.quern.store.object.ObjectRow;
import dev.quern.store.object.PartRow;
import dev.quern.store.object.Written;
import dev.quern.store.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows that are committed together. */
@ExtendWith(Fixture.Shared.class)
class RowWriterTest {
    private final Fixture fixture;
    private final String bucket;

    RowWriterTest(Fixture fixture) {
        this.fixture = fixture;
        this.bucket = fixture.bucket();
    }

    @Test
    void eachOfABatchIsAnsweredByItself() {
        UUID file = UUID.randomUUID();
        UUID parts = UUID.randomUUID();
        List<PartRow> two = List.of(part(1), part(2));
        fixture.store.objects().put(inFile("file", file), Guard.ALWAYS);
        fixture.store.uploads().put(row("parts", Optional.empty(), Optional.of(parts), 2), two, Guard.ALWAYS);
        fixture.store.objects().put(inRow("row", "before"), Guard.ALWAYS);
        UUID next = UUID.randomUUID();
        List<Written> written = fixture.store
                .objects()
                .putAll(List.of(
                        always(inRow("file", "now here")),
                        new ObjectPut(inRow("row", "refused"), new Guard(Guard.Kind.ABSENT, "")),
                        always(inRow("parts", "now whole")),
                        new ObjectPut(inRow("new", "absent"), new Guard(Guard.Kind.ABSENT, "")),
                        always(inFile("other", next)),
                        always(new ObjectRow(
                                "no-such-bucket",
                                "k",
                                1,
                                Sql.now(),
                                "e",
                                Map.of(),
                                Optional.of(new byte[1]),
                                Optional.empty(),
                                0))));
        assertThat(written).extracting(Written::done).containsExactly(true, false, true, true, true, false);
        assertThat(written.get(0).files()).containsExactly(file);
        assertThat(written.get(2).before()).contains(parts);
        assertThat(written.get(2).files())
                .containsExactly(two.getFirst().file(), two.getLast().file());
        assertThat(text("file")).isEqualTo("now here");
        assertThat(text("row")).isEqualTo("before");
        assertThat(text("parts")).isEqualTo("now whole");
        assertThat(fixture.store.uploads().parts(parts, 0, 10)).isEmpty();
        assertThat(text("new")).isEqualTo("absent");
        assertThat(fixture.store.objects().find(bucket, "other").orElseThrow().file())
                .contains(next);
    }

    @Test
    void manyWritersAtOnceFindWhatEachOfThemWrote() throws Exception {
        List<Thread> writers = new ArrayList<>();
        try (RowWriter writer = new RowWriter(fixture.store.objects())) {
            for (int i = 0; i < 16; i++) {
                String own = "w" + i;
                writers.add(Thread.ofVirtual().start(() -> {
                    for (int n = 0; n < 20; n++) {
                        writer.put(inRow(own + "-" + n, own + " wrote " + n), Guard.ALWAYS);
                    }
                }));
            }
            for (Thread one : writers) {
                one.join();
            }
        }
        for (int i = 0; i < 16; i++) {
            for (int n = 0; n < 20; n++) {
                assertThat(text("w" + i + "-" + n)).isEqualTo("w" + i + " wrote " + n);
            }
        }
    }

    private static ObjectPut always(ObjectRow row) {
        return new ObjectPut(row, Guard.ALWAYS);
    }

    private ObjectRow inRow(String key, String text) {
        return row(key, Optional.of(Fixture.bytes(text)), Optional.empty(), 0);
    }

    private ObjectRow inFile(String key, UUID file) {
        return row(key, Optional.empty(), Optional.of(file), 0);
    }

    private ObjectRow row(String key, Optional<byte[]> content, Optional<UUID> file, int parts) {
        Map<String, String> headers = Map.of("content-type", "text/plain", "x-amz-meta-q", "a \"quoted\" {word}");
        return new ObjectRow(bucket, key, 1, Sql.now(), "etag-" + key, headers, content, file, parts);
    }

    private static PartRow part(int number) {
        return new PartRow(number, 1, Sql.now(), UUID.randomUUID(), "etag", Map.of());
    }

    private String text(String key) {
        ObjectRow row = fixture.store.objects().find(bucket, key).orElseThrow();
        assertThat(row.headers()).containsEntry("x-amz-meta-q", "a \"quoted\" {word}");
        return new String(row.content().orElseThrow(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
