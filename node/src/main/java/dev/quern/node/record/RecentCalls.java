package dev.quern.node.record;

import dev.quern.core.call.CallRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The latest records in memory, running calls included, so that a caller can ask at once for the call just made. */
public final class RecentCalls {
    private static final int CAPACITY = 10_000;

    private final Map<UUID, CallRecord> records = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, CallRecord> eldest) {
            return size() > CAPACITY;
        }
    };

    public synchronized void put(CallRecord record) {
        records.put(record.id(), record);
    }

    public synchronized Optional<CallRecord> find(UUID id) {
        return Optional.ofNullable(records.get(id));
    }

    /** Oldest first. */
    public synchronized List<CallRecord> all() {
        return new ArrayList<>(records.values());
    }
}
