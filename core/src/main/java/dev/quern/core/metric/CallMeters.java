package dev.quern.core.metric;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The calls of every version since this process began, each counted once as it ends. Bounded: the idlest is dropped. */
public final class CallMeters {
    private static final int MOST = 2_000;

    /** One version of a function. */
    public record Key(FunctionName function, int version) {}

    private final Map<Key, VersionMeter> meters = new ConcurrentHashMap<>();

    /**
     * Calls of images that no function names, and those that were cancelled, say nothing of a version.
     *
     * @param blamed whether the version is to blame, whatever the record says: its server answered with an error, or
     *     could not be started
     */
    public void add(CallRecord record, boolean blamed) {
        if (record.function().isEmpty() || (record.state() == CallState.CANCELLED && !blamed)) {
            return;
        }
        Key key = new Key(record.function().get(), record.version());
        VersionMeter known = meters.get(key);
        if (known == null) {
            makeRoom();
            known = meters.computeIfAbsent(key, _ -> new VersionMeter());
        }
        known.add(record, blamed || record.state() == CallState.FAILED);
    }

    public VersionFigures of(FunctionName function, int version) {
        return Optional.ofNullable(meters.get(new Key(function, version)))
                .map(VersionMeter::figures)
                .orElse(VersionFigures.NONE);
    }

    /** All versions that had calls, those called last first. */
    public List<Key> latest() {
        long now = System.nanoTime();
        record Called(Key key, long agoNanos) {}
        return meters.entrySet().stream()
                .map(entry -> new Called(entry.getKey(), now - entry.getValue().lastNanos()))
                .sorted(Comparator.comparingLong(Called::agoNanos))
                .map(Called::key)
                .toList();
    }

    private void makeRoom() {
        if (meters.size() >= MOST) {
            long now = System.nanoTime();
            meters.entrySet().stream()
                    .max(Comparator.comparingLong(
                            entry -> now - entry.getValue().lastNanos()))
                    .ifPresent(idlest -> meters.remove(idlest.getKey()));
        }
    }
}
