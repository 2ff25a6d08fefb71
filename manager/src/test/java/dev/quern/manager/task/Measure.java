package dev.quern.manager.task;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.TaskState;
import dev.quern.linux.Buffers;
import dev.quern.node.Node;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import dev.quern.store.task.Submission;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Prints how fast tasks run beside calls on this machine; run it by hand on an idle one. */
final class Measure {
    private static final int TASKS = 5_000;

    private Measure() {}

    static void main() throws Exception {
        Path directory = Files.createTempDirectory("quern-measure");
        int cores = Runtime.getRuntime().availableProcessors();
        try (Rig rig = new Rig(directory);
                Node node = rig.node(cores);
                TaskManager manager = rig.manage(node, "measure", TaskSettings.DEFAULT)) {
            FunctionName function = rig.deployed(List.of("/bin/true"));
            calls(rig, node, function, cores, Duration.ofSeconds(3));
            tasks(rig, manager, function, TASKS);
            for (int i = 0; i < 3; i++) {
                double calls = calls(rig, node, function, cores, Duration.ofSeconds(4));
                double tasks = tasks(rig, manager, function, TASKS);
                System.out.printf(
                        "/bin/true, --fresh process: calls %.0f/s, tasks %.0f/s, ratio %.2f%n",
                        calls, tasks, tasks / calls);
            }
            latency(rig, manager, function);
        }
        System.exit(0);
    }

    private static double tasks(Rig rig, TaskManager manager, FunctionName function, int number) throws Exception {
        List<Submission> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            all.add(Submitting.to(rig, function).submission());
        }
        CountDownLatch left = new CountDownLatch(number);
        try (var heard = rig.events.ofFunction(function, event -> {
            if (event.state() == TaskState.SUCCEEDED) {
                left.countDown();
            }
        })) {
            rig.store.tasks().inserts().submit(all);
            long start = System.nanoTime();
            manager.queued();
            if (!left.await(120, TimeUnit.SECONDS)) {
                throw new IllegalStateException(left.getCount() + " are left of " + heard);
            }
            return number / ((System.nanoTime() - start) / 1e9);
        }
    }

    private static void latency(Rig rig, TaskManager manager, FunctionName function) throws Exception {
        int number = 300;
        long[] submitted = new long[number];
        long[] told = new long[number];
        for (int i = 0; i < number; i++) {
            Submitting task = Submitting.to(rig, function);
            Submission submission = task.submission();
            CompletableFuture<Long> running = new CompletableFuture<>();
            try (var heard = rig.events.ofTask(submission.id(), event -> {
                if (event.state() == TaskState.RUNNING) {
                    running.complete(System.nanoTime());
                }
            })) {
                long before = System.nanoTime();
                rig.store.tasks().inserts().submit(List.of(submission));
                long after = System.nanoTime();
                manager.queued();
                long started = running.get(10, TimeUnit.SECONDS);
                submitted[i] = started - before;
                told[i] = started - after;
                rig.await(submission.id(), TaskState.SUCCEEDED);
                heard.close();
            }
        }
        Arrays.sort(submitted);
        Arrays.sort(told);
        System.out.printf(
                "submit to start: p50 %.2f ms, p95 %.2f ms; from the commit on: p50 %.2f ms, p95 %.2f ms%n",
                submitted[number / 2] / 1e6,
                submitted[number * 95 / 100] / 1e6,
                told[number / 2] / 1e6,
                told[number * 95 / 100] / 1e6);
    }

    private static double calls(Rig rig, Node node, FunctionName function, int threads, Duration time)
            throws Exception {
        AtomicInteger done = new AtomicInteger();
        long end = System.nanoTime() + time.toNanos();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(Thread.ofPlatform().start(() -> {
                Buffers buffers = new Buffers(64 << 10, 1);
                while (System.nanoTime() < end) {
                    call(rig, node, function, buffers);
                    done.incrementAndGet();
                }
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
        return done.get() / (time.toMillis() / 1e3);
    }

    private static void call(Rig rig, Node node, FunctionName function, Buffers buffers) {
        CallSpec spec = rig.call(function);
        Cancel cancel = new Cancel();
        try (NodeCall call = node.startNow(spec, cancel).orElseGet(() -> node.start(spec, cancel))) {
            call.stdin().close();
            call.endsSoon();
            ByteBuffer buffer = buffers.take();
            while (call.stdout().read(buffer.clear()) >= 0) {
                Thread.onSpinWait();
            }
            buffers.giveBack(buffer);
            if (call.finish().failure().isPresent()) {
                throw new IllegalStateException("a call failed");
            }
        }
    }
}
