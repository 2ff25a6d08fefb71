package dev.quern.objects.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectPage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Listings against a model: all keys sorted by their bytes, cut and grouped one by one. */
class ListerTest {
    private static final String[] PIECES = {"a", "b", "/", "//", "..", "é", "\uFFFD", "😀", "\uD7FF", "\u0001", "z"};

    @Test
    void everyPageIsWhatTheModelSays() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            NavigableSet<String> keys = new TreeSet<>(ListerTest::byBytes);
            for (int i = random.nextInt(40); i > 0; i--) {
                keys.add(text(random, 1 + random.nextInt(5)));
            }
            String prefix = text(random, random.nextInt(3));
            String delimiter = random.nextInt(3) == 0 ? "" : random.nextBoolean() ? "/" : text(random, 1);
            String after = random.nextBoolean() ? "" : text(random, 1 + random.nextInt(4));
            int limit = 1 + random.nextInt(6);
            List<String> expected = model(keys, prefix, delimiter, after);
            List<String> found = new ArrayList<>();
            Optional<String> next = Optional.of(after);
            while (next.isPresent()) {
                ObjectPage page = Lister.list(index(keys, new AtomicInteger()), prefix, delimiter, next.get(), limit);
                List<String> both = both(page);
                assertThat(both).as("seed %d", seed).hasSizeLessThanOrEqualTo(limit);
                assertThat(page.next().isEmpty() || both.size() == limit).isTrue();
                found.addAll(both);
                next = page.next();
            }
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void keysBelowAPrefixAreNotReadOneByOne() {
        NavigableSet<String> keys = new TreeSet<>(ListerTest::byBytes);
        for (int directory = 0; directory < 10; directory++) {
            for (int i = 0; i < 10_000; i++) {
                keys.add(directory + "/" + i);
            }
        }
        AtomicInteger read = new AtomicInteger();
        ObjectPage page = Lister.list(index(keys, read), "", "/", "", 1000);
        assertThat(page.prefixes()).hasSize(10);
        assertThat(page.next()).isEmpty();
        assertThat(read).hasValueLessThan(1200);
    }

    @Test
    void theOrderIsThatOfBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String a = text(random, random.nextInt(4));
            String b = text(random, random.nextInt(4));
            assertThat(Integer.signum(Keys.compare(a, b))).isEqualTo(Integer.signum(byBytes(a, b)));
            Optional<String> behind = Keys.behind(a);
            if (behind.isPresent()) {
                assertThat(byBytes(b, behind.get()) < 0).isEqualTo(byBytes(b, a) < 0 || b.startsWith(a));
            }
        }
    }

    private static List<String> model(NavigableSet<String> keys, String prefix, String delimiter, String after) {
        List<String> found = new ArrayList<>();
        for (String key : keys) {
            if (!key.startsWith(prefix)) {
                continue;
            }
            int cut = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            String entry = cut < 0 ? key : key.substring(0, cut + delimiter.length());
            if (byBytes(entry, after) > 0
                    && (found.isEmpty() || !found.getLast().equals(entry))) {
                found.add(entry);
            }
        }
        return found;
    }

    private static List<String> both(ObjectPage page) {
        List<String> both = new ArrayList<>(page.prefixes());
        page.objects().forEach(o -> both.add(o.name().key()));
        both.sort(ListerTest::byBytes);
        return both;
    }

    private static Lister.Index index(NavigableSet<String> keys, AtomicInteger read) {
        return (from, inclusive, before, limit) -> {
            NavigableSet<String> range = keys.tailSet(from, inclusive);
            List<ObjectInfo> found = range.stream()
                    .takeWhile(key -> before.isEmpty() || byBytes(key, before.get()) < 0)
                    .limit(limit)
                    .map(key -> new ObjectInfo(new ObjectName("b", key), 0, "", Instant.EPOCH, Map.of()))
                    .toList();
            read.addAndGet(found.size());
            return found;
        };
    }

    private static int byBytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
