package dev.quern.node.bucket;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What is open in a mount, by numbers; only so much at once. */
final class Handles<T> {
    private final int most;
    private final AtomicLong ids;
    private final Map<Long, T> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param ids where numbers come from, so that those of different kinds differ */
    Handles(int most, AtomicLong ids) {
        this.most = most;
        this.ids = ids;
    }

    /** @throws LinuxException EMFILE */
    void requireRoom() {
        if (open.size() >= most) {
            throw new LinuxException("open", Errno.EMFILE, "");
        }
    }

    /** @throws LinuxException EBADF when all were removed meanwhile */
    long add(T what) {
        long id = ids.incrementAndGet();
        open.put(id, what);
        if (closed && open.remove(id) != null) {
            throw new LinuxException("open", Errno.EBADF, "");
        }
        return id;
    }

    T get(long id) {
        T what = open.get(id);
        if (what == null) {
            throw new LinuxException("handle", Errno.EBADF, "");
        }
        return what;
    }

    Optional<T> remove(long id) {
        return Optional.ofNullable(open.remove(id));
    }

    /** For good: none is added after. */
    List<T> removeAll() {
        closed = true;
        List<T> all = new ArrayList<>();
        open.keySet().forEach(id -> remove(id).ifPresent(all::add));
        return all;
    }
}
