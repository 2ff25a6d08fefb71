package dev.quern.bench.object;

import dev.quern.bench.run.Samples;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** PUT and GET of 4 KiB and 64 MiB by the S3 listener. */
public final class ObjectBench {
    private static final int SMALL = 4 << 10;
    private static final int LARGE = 64 << 20;
    private static final int CLIENTS = 8;
    private static final int KEYS = 1000;
    private static final long SECONDS = 5;
    private static final int LARGE_ROUNDS = 12;
    private static final double OF_CAT = 0.6;
    private static final double SMALL_GETS = 5_000;

    private final String host;
    private final Presign presign;
    private final Path scratch;
    private final Table table = Table.ofRates("plain files");

    private ObjectBench(Server server) throws IOException {
        String url = server.s3Url();
        this.host = url.substring(url.indexOf("//") + 2);
        this.presign = new Presign(host, server.data().resolve("admin.s3"));
        this.scratch = Files.createDirectory(server.data().resolve("bench-files"));
    }

    /** Prints its table. */
    public static void run(Path home) throws Exception {
        try (Server server = new Server(home)) {
            ObjectBench bench = new ObjectBench(server);
            bench.bucket();
            bench.small();
            bench.large();
            System.out.println(bench.table.print());
        }
    }

    private void bucket() throws Exception {
        try (Wire wire = new Wire(host)) {
            wire.send("PUT", presign.sign("PUT", "/bench"), new byte[0]);
        }
    }

    private interface Request {
        void send(Wire wire, int client, long number) throws Exception;
    }

    private void small() throws Exception {
        byte[] bytes = bytes(SMALL);
        double plain = rate((_, client, number) -> Ceiling.store(scratch.resolve(client + "-" + number), bytes));
        table.yardstick("plain files: 4 KiB written and synced, " + CLIENTS + " at once", plain);
        String[] puts = new String[KEYS];
        String[] gets = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            puts[i] = presign.sign("PUT", "/bench/small/" + i);
            gets[i] = presign.sign("GET", "/bench/small/" + i);
        }
        try (Wire wire = new Wire(host)) {
            for (String put : puts) {
                wire.send("PUT", put, bytes);
            }
        }
        // As for GET: what the JVM compiles meanwhile would be measured otherwise.
        rate((wire, client, number) -> wire.send("PUT", puts[slot(client, number)], bytes));
        double put = rate((wire, client, number) -> wire.send("PUT", puts[slot(client, number)], bytes));
        table.rate("PUT 4 KiB, " + CLIENTS + " clients", put);
        rate((wire, client, number) -> wire.send("GET", gets[slot(client, number)], new byte[0]));
        double get = rate((wire, client, number) -> wire.send("GET", gets[slot(client, number)], new byte[0]));
        table.rate("GET 4 KiB, " + CLIENTS + " clients", get, "≥ " + Math.round(SMALL_GETS) + "/s", get >= SMALL_GETS);
    }

    private static int slot(int client, long number) {
        return (int) ((client * 125L + number) % KEYS);
    }

    private double rate(Request request) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Long>> all = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                Callable<Long> work = () -> requests(request, client, start);
                all.add(pool.submit(work));
            }
            long done = 0;
            for (Future<Long> one : all) {
                done += one.get();
            }
            return done / ((System.nanoTime() - start) / 1e9);
        }
    }

    private long requests(Request request, int client, long start) throws Exception {
        long done = 0;
        try (Wire wire = new Wire(host)) {
            while (System.nanoTime() - start < SECONDS * 1_000_000_000L) {
                request.send(wire, client, done++);
            }
        }
        return done;
    }

    private void large() throws Exception {
        byte[] bytes = bytes(LARGE);
        Path file = scratch.resolve("large");
        double[] store = new double[LARGE_ROUNDS];
        double[] put = new double[LARGE_ROUNDS];
        double[] cat = new double[LARGE_ROUNDS];
        double[] get = new double[LARGE_ROUNDS];
        try (Wire wire = new Wire(host)) {
            for (int i = 0; i < LARGE_ROUNDS; i++) {
                Files.deleteIfExists(file);
                long begun = System.nanoTime();
                Ceiling.store(file, bytes);
                store[i] = seconds(begun);
                String path = presign.sign("PUT", "/bench/large");
                begun = System.nanoTime();
                wire.send("PUT", path, bytes);
                put[i] = seconds(begun);
                cat[i] = Ceiling.cat(file);
                path = presign.sign("GET", "/bench/large");
                begun = System.nanoTime();
                wire.send("GET", path, new byte[0]);
                get[i] = seconds(begun);
            }
        }
        double stored = median(store);
        table.yardstick("plain files: 64 MiB written and synced, MiB", 64 / stored);
        table.rate("PUT 64 MiB, MiB", 64 / median(put));
        double ceiling = 64 / median(cat);
        table.yardstick("cat 64 MiB to a socket, MiB", ceiling);
        double got = 64 / median(get);
        table.rate("GET 64 MiB, MiB", got, "≥ " + OF_CAT + " × cat", got >= OF_CAT * ceiling);
    }

    private static double median(double[] times) {
        long[] nanos = new long[times.length];
        for (int i = 0; i < times.length; i++) {
            nanos[i] = (long) (times[i] * 1e9);
        }
        return Samples.of(nanos).median() / 1e3;
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
