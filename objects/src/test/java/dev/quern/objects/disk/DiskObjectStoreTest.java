package dev.quern.objects.disk;

import static dev.quern.objects.disk.Fixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectPage;
import dev.quern.objects.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Fixture.Shared.class)
class DiskObjectStoreTest {
    private static final int LARGE = 300_000;

    private final Fixture x;

    DiskObjectStoreTest(Fixture x) {
        this.x = x;
    }

    @Test
    void whatWasPutIsReadShortOrLong() throws Exception {
        String bucket = x.bucket();
        for (int length : new int[] {0, 1, 16 << 10, (16 << 10) + 1, LARGE}) {
            ObjectName name = new ObjectName(bucket, "k" + length);
            byte[] content = bytes(length, length);
            ObjectInfo put = x.put(name, content, Condition.ALWAYS);
            assertThat(put.etag())
                    .isEqualTo(HexFormat.of().formatHex(ContentWriter.md5().digest(content)));
            assertThat(x.objects.find(name)).contains(put);
            assertThat(put.headers()).containsEntry("content-type", "text/plain");
            assertThat(x.read(name)).isEqualTo(content);
            try (StoredObject object = x.objects.open(name).orElseThrow()) {
                int from = length / 3;
                assertThat(Fixture.read(object, from, length / 2))
                        .isEqualTo(Arrays.copyOfRange(content, from, from + length / 2));
                assertThat(Fixture.read(object, from, length / 2)).hasSize(length / 2);
            }
        }
    }

    @Test
    void aKeyIsANameAndNoPath() throws Exception {
        String bucket = x.bucket();
        List<String> keys = List.of("..", "../../etc/passwd", "a//b", "/", " ", "ü😀\u0001", "k".repeat(1024), ".");
        for (String key : keys) {
            x.put(new ObjectName(bucket, key), bytes(key), Condition.ALWAYS);
        }
        for (String key : keys) {
            assertThat(x.read(new ObjectName(bucket, key))).isEqualTo(bytes(key));
        }
        assertThat(x.objects.list(bucket, "", "", "", 100).objects()).hasSize(keys.size());
    }

    @Test
    void conditionsAreHeld() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "k");
        refused(ErrorCode.CONDITION_FAILED, () -> x.put(name, bytes("a"), Condition.PRESENT));
        refused(ErrorCode.CONDITION_FAILED, () -> x.put(name, bytes("a"), new Condition.Matches("x")));
        String etag = x.put(name, bytes("a"), Condition.ABSENT).etag();
        refused(ErrorCode.CONDITION_FAILED, () -> x.put(name, bytes("b"), Condition.ABSENT));
        refused(ErrorCode.CONDITION_FAILED, () -> x.put(name, bytes("b"), new Condition.Matches("x")));
        refused(ErrorCode.CONDITION_FAILED, () -> x.put(name, bytes("b"), new Condition.Differs(etag)));
        refused(ErrorCode.CONDITION_FAILED, () -> x.objects.delete(name, new Condition.Matches("x")));
        assertThat(x.read(name)).isEqualTo(bytes("a"));
        x.put(name, bytes("b"), new Condition.Matches(etag));
        x.put(name, bytes("c"), new Condition.Differs(etag));
        x.put(name, bytes("d"), Condition.PRESENT);
        assertThat(x.read(name)).isEqualTo(bytes("d"));
        assertThat(x.objects.delete(name, Condition.ALWAYS)).isTrue();
        assertThat(x.objects.delete(name, Condition.ALWAYS)).isFalse();
        refused(ErrorCode.BUCKET_NOT_FOUND, () -> x.put(new ObjectName("none", "k"), bytes("a"), Condition.ALWAYS));
        refused(ErrorCode.BUCKET_NOT_FOUND, () -> x.objects.list("none", "", "", "", 1));
    }

    @Test
    void ofManyWhoMakeAnObjectOneDoesAndOfManyWhoChangeItByItsEtagNoneIsLost() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "counter");
        List<Boolean> made = together(8, i -> attempt(() -> x.put(name, bytes("0"), Condition.ABSENT)));
        assertThat(made.stream().filter(won -> won)).hasSize(1);
        together(8, i -> {
            for (int done = 0; done < 25; ) {
                ObjectInfo info = x.objects.find(name).orElseThrow();
                byte[] read = x.read(name);
                byte[] next = bytes(Integer.toString(Integer.parseInt(new String(read, StandardCharsets.UTF_8)) + 1));
                Condition same = new Condition.Matches(
                        HexFormat.of().formatHex(ContentWriter.md5().digest(read)));
                done += attempt(() -> x.put(name, next, same)) ? 1 : 0;
                assertThat(info.name()).isEqualTo(name);
            }
            return true;
        });
        assertThat(x.read(name)).isEqualTo(bytes("200"));
    }

    @Test
    void readersSeeOneWriteWholeWhileWritersReplaceIt() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "contended");
        byte[][] contents = new byte[6][];
        for (int i = 0; i < contents.length; i++) {
            contents[i] = new byte[i % 2 == 0 ? 100 : 200_000 + i];
            Arrays.fill(contents[i], (byte) i);
        }
        x.put(name, contents[0], Condition.ALWAYS);
        AtomicBoolean stop = new AtomicBoolean();
        together(6, i -> {
            if (i < 3) {
                for (int n = 0; n < 60; n++) {
                    x.put(name, contents[(n + i) % contents.length], Condition.ALWAYS);
                }
                stop.set(true);
            } else {
                while (!stop.get()) {
                    byte[] read = x.read(name);
                    assertThat(read).isEqualTo(contents[read[0]]);
                }
            }
            return true;
        });
        x.objects.delete(name, Condition.ALWAYS);
    }

    @Test
    void whoReadsKeepsWhatWasReplacedAndItsFileGoesAfterwards() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "k");
        int before = x.files().size();
        byte[] old = bytes(LARGE, 1);
        x.put(name, old, Condition.ALWAYS);
        try (StoredObject open = x.objects.open(name).orElseThrow()) {
            assertThat(Fixture.read(open, 0, 10)).isEqualTo(Arrays.copyOf(old, 10));
            x.put(name, bytes(LARGE, 2), Condition.ALWAYS);
            assertThat(Fixture.read(open, 0, LARGE)).isEqualTo(old);
            assertThat(x.files()).hasSize(before + 2);
        }
        assertThat(x.files()).hasSize(before + 1);
        x.objects.delete(name, Condition.ALWAYS);
        assertThat(x.files()).hasSize(before);
    }

    @Test
    void aStreamThatFailsStoresNothing() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "k");
        int before = x.files().size();
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(bytes(LARGE, 1)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut");
            }
        });
        assertThatThrownBy(() -> x.objects.put(name, new ObjectContent.Stream(broken), Map.of(), Condition.ALWAYS))
                .hasMessage("cut");
        assertThat(x.objects.find(name)).isEmpty();
        refused(ErrorCode.CONDITION_FAILED, () -> x.put(name, bytes(LARGE, 1), Condition.PRESENT));
        assertThat(x.files()).hasSize(before);
    }

    @Test
    void aFileIsTakenOver() throws Exception {
        x.objects.ensureBucket("_own");
        byte[] content = bytes(LARGE, 3);
        for (String bucket : List.of("_own", x.bucket())) {
            Path file = Files.write(x.data.resolve("handed-over"), content);
            ObjectName name = new ObjectName(bucket, "k");
            ObjectInfo info = x.objects.put(name, new ObjectContent.File(file), Map.of(), Condition.ALWAYS);
            assertThat(info.size()).isEqualTo(LARGE);
            assertThat(file).doesNotExist();
            assertThat(x.read(name)).isEqualTo(content);
        }
    }

    @Test
    void aCopySharesTheBytesAndOutlivesItsSource() throws Exception {
        String bucket = x.bucket();
        ObjectName from = new ObjectName(bucket, "from");
        ObjectName to = new ObjectName(bucket, "to");
        for (int length : new int[] {10, LARGE}) {
            byte[] content = bytes(length, 4);
            ObjectInfo put = x.put(from, content, Condition.ALWAYS);
            ObjectInfo copy = x.objects.copy(from, Condition.ALWAYS, to, Optional.empty(), Condition.ALWAYS);
            assertThat(copy.etag()).isEqualTo(put.etag());
            assertThat(copy.headers()).isEqualTo(put.headers());
            x.objects.copy(to, Condition.ALWAYS, to, Optional.of(Map.of("a", "b")), Condition.ALWAYS);
            x.objects.delete(from, Condition.ALWAYS);
            assertThat(x.objects.find(to).orElseThrow().headers()).isEqualTo(Map.of("a", "b"));
            assertThat(x.read(to)).isEqualTo(content);
        }
        refused(
                ErrorCode.OBJECT_NOT_FOUND,
                () -> x.objects.copy(from, Condition.ALWAYS, to, Optional.empty(), Condition.ALWAYS));
        refused(
                ErrorCode.CONDITION_FAILED,
                () -> x.objects.copy(to, new Condition.Matches("x"), from, Optional.empty(), Condition.ALWAYS));
    }

    @Test
    void tagsAreExchangedWithoutTouchingTheObject() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "k");
        ObjectInfo put = x.put(name, bytes("a"), Condition.ALWAYS);
        assertThat(x.objects.tags(name)).contains("");
        assertThat(x.objects.tag(name, "a=b")).isTrue();
        assertThat(x.objects.tags(name)).contains("a=b");
        assertThat(x.objects.find(name).orElseThrow().modifiedAt()).isEqualTo(put.modifiedAt());
        assertThat(x.objects.tag(name, "")).isTrue();
        assertThat(x.objects.find(name)).contains(put);
        assertThat(x.objects.tag(new ObjectName(name.bucket(), "none"), "a=b")).isFalse();
    }

    @Test
    void aListingIsOfWhatIsThere() throws Exception {
        String bucket = x.bucket();
        Random random = new Random(11);
        TreeMap<String, Integer> model = new TreeMap<>(dev.quern.objects.list.Keys::compare);
        for (int i = 0; i < 400; i++) {
            String key = "d" + random.nextInt(9) + (random.nextBoolean() ? "/" : "\uFFFD") + "😀é".charAt(2)
                    + random.nextInt(60);
            ObjectName name = new ObjectName(bucket, key);
            if (random.nextInt(4) == 0) {
                assertThat(x.objects.delete(name, Condition.ALWAYS)).isEqualTo(model.remove(key) != null);
            } else {
                x.put(name, new byte[i], Condition.ALWAYS);
                model.put(key, i);
            }
        }
        List<String> listed = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            ObjectPage page = x.objects.list(bucket, "", "", next.get(), 37);
            page.objects().forEach(o -> {
                assertThat(model).containsEntry(o.name().key(), (int) o.size());
                listed.add(o.name().key());
            });
            next = page.next();
        }
        assertThat(listed).containsExactlyElementsOf(model.keySet());
        ObjectPage grouped = x.objects.list(bucket, "d", "/", "", 1000);
        assertThat(grouped.prefixes())
                .containsExactlyElementsOf(model.keySet().stream()
                        .filter(k -> k.contains("/"))
                        .map(k -> k.substring(0, 3))
                        .distinct()
                        .toList());
    }

    @Test
    void aFileNobodyRefersToIsSweptWhenItIsOldAndAllOthersStay() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "k");
        byte[] content = bytes(LARGE, 5);
        x.put(name, content, Condition.ALWAYS);
        Path orphan = x.data.resolve("objects/ab/ab000000-0000-4000-8000-000000000000");
        Files.write(orphan, content);
        x.objects.sweep(Instant.now().minusSeconds(3600));
        assertThat(orphan).exists();
        x.objects.sweep(Instant.now().plusSeconds(10));
        assertThat(orphan).doesNotExist();
        assertThat(x.read(name)).isEqualTo(content);
    }

    @Test
    void aDirectoryServesTheDatabaseItWasMadeWithAlone() throws Exception {
        Path directory = Files.createDirectory(x.data.resolve("strange"));
        Files.writeString(directory.resolve("database"), "other\n");
        refused(ErrorCode.CONFLICT, () -> DiskObjectStore.open(x.store, directory));
    }

    private interface Numbered<T> {
        T run(int i) throws Exception;
    }

    private static <T> List<T> together(int threads, Numbered<T> work) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<T>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                all.add(() -> work.run(number));
            }
            List<T> results = new ArrayList<>();
            for (var future : pool.invokeAll(all)) {
                results.add(future.get());
            }
            return results;
        }
    }

    private static boolean attempt(Callable<?> work) throws Exception {
        try {
            work.call();
            return true;
        } catch (QuernException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.CONDITION_FAILED);
            return false;
        }
    }

    private static void refused(ErrorCode code, Callable<?> work) {
        assertThatThrownBy(work::call)
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
