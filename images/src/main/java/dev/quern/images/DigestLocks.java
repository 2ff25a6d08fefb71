package dev.quern.images;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;

/** One at a time for each image: a second load of the same image waits for the first and finds it done. */
final class DigestLocks {
    private final ReentrantLock[] locks = new ReentrantLock[64];

    DigestLocks() {
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    <T> T run(String digest, Callable<T> body) throws Exception {
        ReentrantLock lock = locks[Math.floorMod(digest.hashCode(), locks.length)];
        lock.lock();
        try {
            return body.call();
        } finally {
            lock.unlock();
        }
    }
}
