package dev.quern.node.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The tasks that wait for an instance of a set, and how much of its instances tasks may have. A task comes after every
 * call: it is given a place only while no call waits, and only where enough places stay free for calls that come. Whoever
 * hands tasks in bounds them. Guarded by its owner's lock.
 */
final class TaskPlaces {
    /** One of so many is kept free for calls; at least one, unless there is only one. */
    private static final int KEPT_OF = 4;

    private final int concurrency;
    private final Deque<ServerCall> waiting = new ArrayDeque<>();
    private int running;

    /** @param concurrency requests at once in one instance */
    TaskPlaces(int concurrency) {
        this.concurrency = concurrency;
    }

    /** What is left of so many for tasks: places of an instance, or instances with one place each. */
    static int share(int all) {
        return all <= 1 ? all : all - Math.max(1, all / KEPT_OF);
    }

    /** Requests in an instance below which it takes a task. */
    int most() {
        return share(concurrency);
    }

    /** Places for tasks now. @param running requests in each usable instance */
    int free(List<Integer> running) {
        if (concurrency == 1) {
            int idle = (int) running.stream().filter(n -> n == 0).count();
            return Math.clamp((long) share(running.size()) - this.running, 0, idle);
        }
        return running.stream().mapToInt(n -> Math.max(0, most() - n)).sum();
    }

    void add(ServerCall task) {
        waiting.add(task);
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    Optional<ServerCall> first() {
        return Optional.ofNullable(waiting.peek());
    }

    boolean remove(ServerCall task) {
        return waiting.remove(task);
    }

    /** All that wait, which then do no more. */
    List<ServerCall> clear() {
        List<ServerCall> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    /** The first that waits is given a place. */
    ServerCall next() {
        running++;
        return waiting.remove();
    }

    void left() {
        running--;
    }
}
