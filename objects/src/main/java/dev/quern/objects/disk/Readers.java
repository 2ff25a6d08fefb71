package dev.quern.objects.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who reads which content, so that its files go only when nobody does. A content's files are removed at the last
 * reader's end; one whose files are being removed gets no new reader, who then looks the row up again.
 */
final class Readers {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

    private static final class Held {
        int readers;
        boolean going;
        final List<UUID> doomed = new ArrayList<>();
    }

    private final ContentFiles files;
    private final Map<UUID, Held> held = new HashMap<>(); // guarded by this

    Readers(ContentFiles files) {
        this.files = files;
    }

    /** False when its files are being removed just now. */
    synchronized boolean enter(UUID content) {
        Held one = held.computeIfAbsent(content, _ -> new Held());
        if (one.going) {
            return false;
        }
        one.readers++;
        return true;
    }

    void leave(UUID content) {
        List<UUID> doomed;
        synchronized (this) {
            Held one = held.get(content);
            if (one == null || --one.readers > 0) {
                return;
            }
            if (one.doomed.isEmpty()) {
                held.remove(content);
                return;
            }
            one.going = true;
            doomed = one.doomed;
        }
        removeNow(content, doomed);
    }

    /** Removes files that nothing refers to any more, now or when the content's last reader leaves. */
    void remove(UUID content, List<UUID> doomed) {
        synchronized (this) {
            Held one = held.computeIfAbsent(content, _ -> new Held());
            one.doomed.addAll(doomed);
            if (one.readers > 0 || one.going) {
                return;
            }
            one.going = true;
        }
        removeNow(content, doomed);
    }

    private void removeNow(UUID content, List<UUID> doomed) {
        for (UUID file : doomed) {
            try {
                files.delete(file);
            } catch (IOException e) {
                LOG.warn("A file of an object that is gone stays for the sweeper: {}", e.getMessage());
            }
        }
        synchronized (this) {
            held.remove(content);
        }
    }
}
