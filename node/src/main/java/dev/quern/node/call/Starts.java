package dev.quern.node.call;

import dev.quern.core.call.CallRecord;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.node.VersionLoad;
import dev.quern.node.admission.Admission;
import dev.quern.node.pool.Pool;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the starts of versions go, by the keys of their pools: whose image is being made ready, and what kept the last
 * start from happening. For people who ask how a function stands; nothing is decided by it.
 */
final class Starts {
    /** Failures remembered; beyond it the oldest is forgotten. */
    private static final int MOST = 1_000;

    /** What is wrong with the version or the machine; other errors are the call's own or pass by themselves. */
    private static final Set<ErrorCode> CODES = EnumSet.of(
            ErrorCode.SANDBOX_FAILED,
            ErrorCode.ENTRYPOINT_NOT_FOUND,
            ErrorCode.IMAGE_NOT_FOUND,
            ErrorCode.INVALID_IMAGE,
            ErrorCode.UNSUPPORTED,
            ErrorCode.FORBIDDEN,
            ErrorCode.DISK_FULL,
            ErrorCode.INTERNAL);

    private static final Set<String> WIRE = CODES.stream().map(ErrorCode::wire).collect(Collectors.toUnmodifiableSet());

    private final Map<String, Integer> preparing = new ConcurrentHashMap<>();
    private final Map<String, VersionLoad.Failure> failures = new ConcurrentHashMap<>();

    /** Runs what may unpack an image; meanwhile the version counts as being prepared. */
    <T> T preparing(String key, Supplier<T> action) {
        preparing.merge(key, 1, Integer::sum);
        try {
            return action.get();
        } finally {
            preparing.computeIfPresent(key, (_, n) -> n > 1 ? n - 1 : null);
        }
    }

    void failed(String key, Throwable why) {
        if (why instanceof QuernException e && CODES.contains(e.code())) {
            put(key, e.text());
        }
    }

    /** A function that ran, whatever came of it, could be started. */
    void ended(CallSpec spec, CallRecord record) {
        Optional<String> error = record.error().filter(WIRE::contains);
        if (error.isPresent()) {
            put(spec.poolKey(), record.message().orElse(error.get()));
        } else if (!failures.isEmpty()) {
            failures.remove(spec.poolKey());
        }
    }

    private void put(String key, String message) {
        if (failures.size() >= MOST) {
            failures.entrySet().stream()
                    .min(Map.Entry.comparingByValue(Comparator.comparing(VersionLoad.Failure::at)))
                    .ifPresent(oldest -> failures.remove(oldest.getKey()));
        }
        failures.put(key, new VersionLoad.Failure(Instant.now(), message));
    }

    /** See {@link dev.quern.node.Node#versions}. */
    Map<Integer, VersionLoad> of(FunctionName function, Map<String, VersionPool> pools, Admission admission) {
        String prefix = function + "@";
        Set<String> keys = new HashSet<>();
        Stream.of(pools, preparing, failures)
                .flatMap(map -> map.keySet().stream())
                .filter(key -> key.startsWith(prefix))
                .forEach(keys::add);
        Map<Integer, VersionLoad> versions = new HashMap<>();
        for (String key : keys) {
            versions.put(
                    Integer.valueOf(key.substring(prefix.length())),
                    of(key, Optional.ofNullable(pools.get(key)).map(VersionPool::counts), admission.waiting(key)));
        }
        return versions;
    }

    private VersionLoad of(String key, Optional<Pool.Counts> pool, int waiting) {
        Pool.Counts counts = pool.orElse(Pool.Counts.NONE);
        return new VersionLoad(
                counts.ready(),
                counts.making(),
                counts.lent(),
                waiting + counts.waiting(),
                preparing.containsKey(key),
                Optional.ofNullable(failures.get(key)));
    }
}
