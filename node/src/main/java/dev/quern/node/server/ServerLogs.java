package dev.quern.node.server;

import dev.quern.node.log.CallLog;
import dev.quern.node.log.CallLogs;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;

/** What instances write, and whose each of them is: the latest ones, those that never started included. */
final class ServerLogs {
    private static final int MOST = 10_000;

    private final CallLogs logs;
    private final LinkedHashMap<UUID, String> namespaces = new LinkedHashMap<>();

    ServerLogs(CallLogs logs) {
        this.logs = logs;
    }

    CallLog begin(UUID instance, String namespace) {
        synchronized (namespaces) {
            namespaces.put(instance, namespace);
            if (namespaces.size() > MOST) {
                namespaces.pollFirstEntry();
            }
        }
        return logs.begin(instance);
    }

    Optional<String> namespace(UUID instance) {
        synchronized (namespaces) {
            return Optional.ofNullable(namespaces.get(instance));
        }
    }
}
