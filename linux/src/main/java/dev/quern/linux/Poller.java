package dev.quern.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Tells when descriptors become ready: one daemon thread in epoll_wait for the whole process, every
 * watch one-shot. Callbacks run on that thread and must neither block nor take long; the usual one
 * unparks a thread.
 *
 * <p>An event carries the descriptor's number and the watch's generation, so an event or a close that
 * comes late for a number that is another file's by now changes nothing. The kernel forgets a
 * descriptor by itself when its file is closed.
 */
public final class Poller {
    public static final int READABLE = 0x1;
    public static final int WRITABLE = 0x4;
    public static final int ERROR = 0x8;
    public static final int HANGUP = 0x10;
    /** The peer closed, or shut down its writing half. */
    public static final int PEER_CLOSED = 0x2000;

    private static final int ONESHOT = 1 << 30;
    private static final int BATCH = 256;

    private static final class Shared {
        static final Poller POLLER = new Poller();
    }

    private final int epoll = EpollCalls.create();
    private final ConcurrentHashMap<Integer, Watch> watches = new ConcurrentHashMap<>();
    private final AtomicInteger generations = new AtomicInteger();

    private Poller() {
        Thread.ofPlatform().name("poller").daemon().start(this::loop);
    }

    public static Poller shared() {
        return Shared.POLLER;
    }

    /** A watch that is not armed yet. */
    Watch register(int fd, IntConsumer callback) {
        return new Watch(this, fd, generations.incrementAndGet(), callback);
    }

    /**
     * Calls back once with the event bits when one of {@code events} (or {@link #ERROR}, {@link
     * #HANGUP}) happens. The owner of {@code fd} closes the watch before it closes {@code fd}.
     */
    public Watch watch(int fd, int events, IntConsumer callback) {
        Watch watch = register(fd, callback);
        watch.arm(events);
        return watch;
    }

    /**
     * Calls back once with the event bits when the peer of a socket that somebody else reads is gone
     * or has shut down its writing half: {@link #HANGUP} or {@link #ERROR} among the bits is a vanished
     * peer, {@link #PEER_CLOSED} alone may be a half-closed one.
     */
    public Watch onHangup(int fd, IntConsumer callback) {
        return watch(fd, PEER_CLOSED, callback);
    }

    void arm(Watch watch, int events) {
        watches.put(watch.fd(), watch);
        int r = EpollCalls.ctl(epoll, EpollCalls.CTL_MOD, watch.fd(), events | ONESHOT, watch.data());
        if (r == -Errno.ENOENT) {
            r = EpollCalls.ctl(epoll, EpollCalls.CTL_ADD, watch.fd(), events | ONESHOT, watch.data());
        }
        if (r < 0) {
            watches.remove(watch.fd(), watch);
            throw new LinuxException("epoll_ctl", -r, "descriptor " + watch.fd());
        }
    }

    void forget(Watch watch) {
        if (watches.remove(watch.fd(), watch)) {
            // ENOENT and EBADF: the kernel forgot it first.
            EpollCalls.ctl(epoll, EpollCalls.CTL_DEL, watch.fd(), 0, 0);
        }
    }

    private void loop() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment events = arena.allocate((long) BATCH * EpollCalls.EVENT_SIZE, 8);
            while (true) {
                int n = EpollCalls.await(epoll, events, state);
                for (int i = 0; i < n; i++) {
                    long data = EpollCalls.data(events, i);
                    Watch watch = watches.get((int) data);
                    if (watch != null && watch.data() == data) {
                        watch.fire(EpollCalls.bits(events, i));
                    }
                }
            }
        }
    }
}
