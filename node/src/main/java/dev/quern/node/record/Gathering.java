package dev.quern.node.record;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Bounds the records of functions that are called very often. Of the calls of one version, by one key and with one
 * outcome, the first {@link #MOST} between two ticks have a record each and all others one together, whose id and
 * start are those of the first of them. Any thread.
 */
public final class Gathering {
    public static final int MOST = 100;

    private record Kind(
            String namespace,
            Optional<FunctionName> function,
            int version,
            String keyId,
            CallState state,
            Optional<String> error) {
        static Kind of(CallRecord r) {
            return new Kind(r.namespace(), r.function(), r.version(), r.keyId(), r.state(), r.error());
        }
    }

    /** Guarded by itself. */
    private static final class Tally {
        int single;
        boolean closed;
        Optional<CallRecord> gathered = Optional.empty();
    }

    private final Consumer<CallRecord> to;
    private final Map<Kind, Tally> tallies = new ConcurrentHashMap<>();

    public Gathering(Consumer<CallRecord> to) {
        this.to = to;
    }

    /** Passes it on, or keeps it for the next tick. */
    public void add(CallRecord record) {
        Kind kind = Kind.of(record);
        while (true) {
            Tally tally = tallies.computeIfAbsent(kind, _ -> new Tally());
            synchronized (tally) {
                if (tally.closed) {
                    continue;
                }
                if (tally.single >= MOST) {
                    tally.gathered = Optional.of(
                            tally.gathered.map(sum -> sum.plus(record)).orElse(record));
                    return;
                }
                tally.single++;
            }
            to.accept(record);
            return;
        }
    }

    /** Passes on what was gathered. To be called every second. */
    public void tick() {
        List<CallRecord> gathered = new ArrayList<>();
        tallies.values().removeIf(tally -> {
            synchronized (tally) {
                tally.closed = true;
                tally.gathered.ifPresent(gathered::add);
            }
            return true;
        });
        gathered.forEach(to);
    }
}
