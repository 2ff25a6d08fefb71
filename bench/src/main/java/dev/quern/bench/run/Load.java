package dev.quern.bench.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Several clients, each on its own connection, each with one request at a time. */
public final class Load {
    private Load() {}

    public record Result(Samples times, double perSecond) {}

    public static Result run(Server server, String path, int clients, long seconds) throws Exception {
        List<List<Long>> times = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        CountDownLatch begin = new CountDownLatch(1);
        for (int i = 0; i < clients; i++) {
            List<Long> mine = new ArrayList<>();
            times.add(mine);
            threads.add(Thread.ofPlatform().start(() -> {
                try (Http http = new Http(server)) {
                    begin.await();
                    long end = System.nanoTime() + seconds * 1_000_000_000L;
                    for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                        Http.Answer answer = http.send("POST", path, "hi".getBytes());
                        if (answer.status() != 200 || !answer.text().equals("hi")) {
                            throw new IOException(answer.status() + " " + answer.text());
                        }
                        mine.add(System.nanoTime() - now);
                    }
                } catch (IOException | InterruptedException e) {
                    failure.set(e);
                }
            }));
        }
        long start = System.nanoTime();
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        long[] all =
                times.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
        return new Result(Samples.of(all), all.length / elapsed);
    }
}
