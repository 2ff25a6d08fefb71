package dev.quern.node.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks names up, which blocks, on a few threads; more questions than a bound are not taken. */
final class Lookups implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int WAITING = 1024;

    private final EgressSettings.Names names;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("quern-names-", 0).factory());

    Lookups(EgressSettings.Names names) {
        this.names = names;
        threads.allowCoreThreadTimeOut(true);
    }

    /** {@code then} hears of it on another thread; no addresses when there is no such name. False when busy. */
    boolean begin(String name, Consumer<List<InetAddress>> then) {
        try {
            threads.execute(() -> then.accept(lookup(name)));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private List<InetAddress> lookup(String name) {
        try {
            return names.lookup(name);
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
