package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What the store said, for a short time without asking again; while the store is away, what it said last. */
final class Remembered<K, V> {
    private static final int MOST = 10_000;

    private record Known<V>(V value, Instant until) {}

    private final Function<K, V> source;
    private final Duration time;
    private final InstantSource clock;
    private final ConcurrentHashMap<K, Known<V>> known = new ConcurrentHashMap<>();

    Remembered(Function<K, V> source, Duration time, InstantSource clock) {
        this.source = source;
        this.time = time;
        this.clock = clock;
    }

    /** @throws QuernException what the source threw, unless it is away and the value is known from before */
    V get(K key) {
        Known<V> before = known.get(key);
        if (before != null && clock.instant().isBefore(before.until())) {
            return before.value();
        }
        try {
            V value = source.apply(key);
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(key, new Known<>(value, clock.instant().plus(time)));
            return value;
        } catch (QuernException e) {
            if (before != null && e.code() == ErrorCode.UNAVAILABLE) {
                return before.value();
            }
            throw e;
        }
    }
}
