package dev.quern.sandbox;

import dev.quern.core.value.DataSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prints what sandboxes cost on this machine; run it by hand on an idle one. First argument: the runtime,
 * second: {@code sh SCRIPT} to run that instead.
 */
final class Measure {
    private final String runtime;

    private Measure(String runtime) {
        this.runtime = runtime;
    }

    static void main(String[] args) throws Exception {
        Measure measure = new Measure(args.length > 0 ? args[0] : "crun");
        if (args.length > 2) {
            Sandbox sandbox = measure.make();
            Calls.Result result = Calls.sh(sandbox, args[2]);
            System.out.print(result.out() + result.err());
            System.out.println(result.exit() + " " + result.usage());
        } else {
            measure.making(100);
            measure.making(300);
            measure.memory(200);
            measure.kept(3000);
            measure.sustained(1500, 4, 8);
            measure.throughput(1L << 30);
        }
        System.exit(0);
    }

    private Sandbox make() {
        return Shared.SANDBOXES.create(
                new SandboxSpec(Shared.TREE, 1000, 1000, List.of(), DataSize.ofMebibytes(64), List.of(), runtime));
    }

    private static double call(Sandbox sandbox) {
        long start = System.nanoTime();
        try (Run run = sandbox.run(new Command(List.of("cat"), Calls.ENV, "/"))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
            run.stdin().writeFully(buffer.limit(2));
            run.stdin().close();
            while (run.stdout().read(buffer.clear()) >= 0) {}
            if (run.await().code() != 0) {
                throw new IllegalStateException(run.await().toString());
            }
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private void making(int count) throws Exception {
        double[] make = new double[count];
        double[] call = new double[count];
        double[] end = new double[count];
        onVirtualThread(() -> {
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                Sandbox sandbox = make();
                make[i] = (System.nanoTime() - start) / 1e6;
                call[i] = call(sandbox);
                start = System.nanoTime();
                sandbox.destroy();
                end[i] = (System.nanoTime() - start) / 1e6;
            }
        });
        print("make", make);
        print("call, never used", call);
        print("destroy", end);
    }

    private void memory(int count) throws IOException {
        List<Sandbox> all = new ArrayList<>();
        long before = available();
        for (int i = 0; i < count; i++) {
            all.add(make());
        }
        long charged = 0;
        for (Sandbox sandbox : all) {
            charged += sandbox.memoryBytes();
        }
        System.out.printf(
                "memory of a ready sandbox %.3f MiB by MemAvailable, %.3f charged to its group%n",
                (before - available()) / 1024.0 / count, charged / 1048576.0 / count);
        all.parallelStream().forEach(Sandbox::destroy);
    }

    private void kept(int count) throws Exception {
        Sandbox sandbox = make();
        double[] call = new double[count];
        double[] reset = new double[count];
        onVirtualThread(() -> {
            for (int i = 0; i < count; i++) {
                call[i] = call(sandbox);
                long start = System.nanoTime();
                sandbox.reset();
                reset[i] = (System.nanoTime() - start) / 1e6;
            }
        });
        print("call, kept sandbox", call);
        print("reset", reset);
        sandbox.destroy();
    }

    /** Makers fill a pool while callers empty it, never-used sandboxes only. */
    private void sustained(int count, int makers, int callers) throws Exception {
        Deque<Sandbox> pool = new ArrayDeque<>();
        Semaphore ready = new Semaphore(0);
        Semaphore room = new Semaphore(32);
        AtomicInteger toMake = new AtomicInteger(count);
        AtomicInteger toCall = new AtomicInteger(count);
        CountDownLatch done = new CountDownLatch(count);
        double[] calls = new double[count];
        long start = System.nanoTime();
        double cpu = cpuSeconds();
        for (int i = 0; i < makers; i++) {
            Thread.startVirtualThread(() -> {
                while (toMake.getAndDecrement() > 0) {
                    room.acquireUninterruptibly();
                    Sandbox sandbox = make();
                    synchronized (pool) {
                        pool.add(sandbox);
                    }
                    ready.release();
                }
            });
        }
        for (int i = 0; i < callers; i++) {
            Thread.startVirtualThread(() -> {
                int mine;
                while ((mine = toCall.decrementAndGet()) >= 0) {
                    ready.acquireUninterruptibly();
                    Sandbox sandbox;
                    synchronized (pool) {
                        sandbox = pool.remove();
                    }
                    room.release();
                    calls[mine] = call(sandbox);
                    Thread.startVirtualThread(() -> {
                        sandbox.destroy();
                        done.countDown();
                    });
                }
            });
        }
        done.await();
        System.out.printf("sustained %.0f never-used sandboxes/s%n", count / ((System.nanoTime() - start) / 1e9));
        System.out.printf(
                "processor time of making, calling and destroying %.2f ms%n", (cpuSeconds() - cpu) * 1e3 / count);
        print("call meanwhile", calls);
    }

    private void throughput(long bytes) throws Exception {
        Sandbox sandbox = make();
        onVirtualThread(() -> {
            long start = System.nanoTime();
            try (Run run = sandbox.run(new Command(List.of("cat"), Calls.ENV, "/"))) {
                Thread.startVirtualThread(() -> {
                    ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
                    for (long left = bytes; left > 0; left -= buffer.capacity()) {
                        run.stdin().writeFully(buffer.clear());
                    }
                    run.stdin().close();
                });
                ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
                while (run.stdout().read(buffer.clear()) >= 0) {}
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("through cat %.0f MiB/s%n", bytes / seconds / (1 << 20));
        });
        sandbox.destroy();
    }

    /** Of this process, and of all that the spawner reaped. */
    private static double cpuSeconds() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        double sum = self.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
        for (ProcessHandle child : self.children().toList()) {
            String[] stat =
                    Files.readString(Path.of("/proc/" + child.pid() + "/stat")).split(" ");
            for (int i = 13; i <= 16; i++) {
                sum += Long.parseLong(stat[i]) / 100.0;
            }
        }
        return sum;
    }

    private static void onVirtualThread(java.lang.Runnable action) throws InterruptedException {
        Thread.startVirtualThread(action).join();
    }

    private static long available() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemAvailable:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("no MemAvailable");
    }

    private static void print(String what, double[] times) {
        Arrays.sort(times);
        System.out.printf(
                "%-20s p50 %.3f p90 %.3f p99 %.3f ms%n",
                what, times[times.length / 2], times[times.length * 9 / 10], times[times.length * 99 / 100]);
    }
}
