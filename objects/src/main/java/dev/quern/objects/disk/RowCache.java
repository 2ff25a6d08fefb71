package dev.quern.objects.disk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quern.objects.ObjectName;
import dev.quern.store.object.ObjectRow;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The rows read last, in memory, never older than the database's. One process owns a data directory, so all writes
 * pass here.
 *
 * <p>Names share stripes. A write locks its stripe, which also puts writes of one name in a row, and takes what is
 * cached away before and after: while it is under way readers of the stripe ask the database. A reader installs what
 * it read only if no write of the stripe began or ended meanwhile ({@code changes} stands still and is even).
 */
final class RowCache {
    private static final int STRIPES = 512;
    private static final long BYTES = 32L << 20;
    /** Of a row's objects in memory, roughly. */
    private static final int OVERHEAD = 500;

    private static final class Stripe {
        final ReentrantLock writing = new ReentrantLock();
        /** Odd while a write is under way; changed under the lock. */
        volatile long changes;
    }

    private final Stripe[] stripes = new Stripe[STRIPES];
    private final Cache<ObjectName, ObjectRow> rows = Caffeine.newBuilder()
            .maximumWeight(BYTES)
            .<ObjectName, ObjectRow>weigher((name, row) -> OVERHEAD
                    + 2 * name.key().length()
                    + row.content().map(c -> c.length).orElse(0))
            .executor(Runnable::run)
            .build();

    RowCache() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    Optional<ObjectRow> get(ObjectName name, Supplier<Optional<ObjectRow>> load) {
        Stripe stripe = stripe(name);
        long before = stripe.changes;
        if ((before & 1) == 0) {
            ObjectRow cached = rows.getIfPresent(name);
            if (cached != null && stripe.changes == before) {
                return Optional.of(cached);
            }
        }
        Optional<ObjectRow> loaded = load.get();
        if ((before & 1) == 0 && loaded.isPresent() && stripe.writing.tryLock()) {
            try {
                if (stripe.changes == before) {
                    rows.put(name, loaded.get());
                }
            } finally {
                stripe.writing.unlock();
            }
        }
        return loaded;
    }

    /** Runs a write of this name alone. */
    <T> T write(ObjectName name, Supplier<T> write) {
        Stripe stripe = stripe(name);
        stripe.writing.lock();
        try {
            stripe.changes = stripe.changes + 1;
            rows.invalidate(name);
            return write.get();
        } finally {
            rows.invalidate(name);
            stripe.changes = stripe.changes + 1;
            stripe.writing.unlock();
        }
    }

    private Stripe stripe(ObjectName name) {
        int hash = name.hashCode();
        return stripes[(hash ^ (hash >>> 16)) & (STRIPES - 1)];
    }
}
