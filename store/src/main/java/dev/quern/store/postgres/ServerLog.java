package dev.quern.store.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what the server says into our log, and keeps the last lines for error messages. */
final class ServerLog {
    private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);
    private static final int KEPT = 12;

    private final Deque<String> last = new ArrayDeque<>();
    private volatile boolean stopping;

    /** Reads until the server and all its children are gone; a platform thread, since pipe reads hold a carrier. */
    void follow(Process process) {
        Thread.ofPlatform().daemon().name("postgres-log").start(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                LOG.debug("The PostgreSQL log ended", e);
            }
        });
    }

    /** A server that is being stopped calls every open connection a fatal error; nobody needs to hear it. */
    void stopping() {
        stopping = true;
    }

    synchronized String tail() {
        return String.join("\n", last);
    }

    private synchronized void add(String line) {
        if (!stopping && (line.contains("PANIC:") || line.contains("FATAL:") || line.contains("WARNING:"))) {
            LOG.warn("{}", line);
        } else {
            LOG.debug("{}", line);
        }
        last.addLast(line);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }
}
