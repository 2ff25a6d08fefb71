package dev.quern.bench.call;

import dev.quern.bench.run.Http;
import dev.quern.bench.run.Load;
import dev.quern.bench.run.Samples;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Synchronous calls beside what people use today. Takes about four minutes. */
public final class CallBench {
    private static final String IMAGE = "samples/busybox";
    private static final byte[] HI = "hi".getBytes(StandardCharsets.US_ASCII);

    private final Server server;
    private final Table table = Table.ofTimes("crun run");
    private final Path root;

    private CallBench(Server server, Path root) {
        this.server = server;
        this.root = root;
    }

    public static void run(Path home) throws Exception {
        Path image = Server.image(home);
        Path root = Files.createTempDirectory("quern-bench-root-");
        Shell.must(List.of(
                "sh",
                "-c",
                "mkdir -p " + root + "/bin " + root + "/proc " + root + "/dev " + root
                        + "/tmp && cp $(command -v busybox) " + root + "/bin/busybox && ln -s busybox " + root
                        + "/bin/cat && ln -s busybox " + root + "/bin/echo"));
        try (Server server = new Server(home)) {
            Shell.must(server.cli("image", "load", image.toString()));
            new CallBench(server, root).measure(image);
        } finally {
            Shell.run(List.of("rm", "-rf", root.toString()));
        }
    }

    private void measure(Path image) throws Exception {
        Peers.measure(table, root);
        deploy("ready", "--min", "64", "--max", "64");
        deploy("busy", "--min", "16", "--max", "64", "--queue", "1000");
        deploy("process", "--fresh", "process", "--min", "8", "--max", "16", "--queue", "1000");
        deploy("stream", "--min", "1", "--timeout", "10m");
        warm();
        ready();
        cold();
        sustained();
        process();
        throughput();
        memoryPerSandbox();
        residentMemory();
        commandLine();
        start();
        System.out.println();
        System.out.print(table.print());
        System.out.println("one run, one machine, " + Runtime.getRuntime().availableProcessors() + " cores, "
                + System.getProperty("os.name") + " " + System.getProperty("os.version")
                + "; calls through HTTP on loopback with every protection on; image: "
                + image.getFileName());
    }

    private void deploy(String name, String... flags) throws Exception {
        List<String> command = new java.util.ArrayList<>(server.cli("deploy", name, "--image", IMAGE));
        command.addAll(List.of(flags));
        command.addAll(List.of("--", "/bin/cat"));
        Shell.must(command);
    }

    private static String path(String name) {
        return "/v1/functions/default/" + name + "/calls";
    }

    /** A server that has run for a while: its code is compiled. */
    private void warm() throws Exception {
        Load.run(server, path("process"), 8, 10);
        Load.run(server, path("busy"), 2, 5);
    }

    /** Paced, so that every call finds a sandbox that was made before it came. */
    private void ready() throws Exception {
        int calls = 400;
        long[] nanos = new long[calls];
        int pooled = 0;
        try (Http http = new Http(server)) {
            for (int i = -100; i < calls; i++) {
                Thread.sleep(25);
                long start = System.nanoTime();
                Http.Answer answer = http.send("POST", path("ready"), HI);
                long took = System.nanoTime() - start;
                expect(answer);
                if (i >= 0) {
                    nanos[i] = took;
                    pooled += answer.timing("sandbox") < 1 ? 1 : 0;
                }
            }
        }
        Samples s = Samples.of(nanos);
        table.times(
                "call, ready sandbox, --fresh container (" + pooled + " of " + calls + " ready)",
                s,
                "p50 ≤ 1, p99 ≤ 5 ms",
                s.median() <= 1 && s.percentile(0.99) <= 5);
    }

    /** The first call of a new version: nothing of it is ready. */
    private void cold() throws Exception {
        int calls = 40;
        long[] nanos = new long[calls];
        try (Http http = new Http(server)) {
            byte[] body = ("{\"image\":\"" + IMAGE + "\",\"command\":[\"/bin/cat\"]}").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < calls; i++) {
                Http.Answer deployed = http.send("POST", "/v1/functions/default/cold/versions", body);
                if (deployed.status() != 201) {
                    throw new IOException(deployed.status() + " " + deployed.text());
                }
                Thread.sleep(50);
                long start = System.nanoTime();
                expect(http.send("POST", path("cold"), HI));
                nanos[i] = System.nanoTime() - start;
            }
        }
        Samples s = Samples.of(nanos);
        table.times("call, nothing ready, --fresh container", s, "p50 ≤ 12 ms", s.median() <= 12);
    }

    private void sustained() throws Exception {
        Load.run(server, path("busy"), 8, 3);
        Load.Result r = Load.run(server, path("busy"), 8, 15);
        table.times(
                "8 clients, --fresh container",
                r.times(),
                "p99 ≤ 60 ms",
                r.times().percentile(0.99) <= 60);
        table.value("  never-used containers a second", rate(r.perSecond()), "≥ 200", r.perSecond() >= 200);
    }

    private void process() throws Exception {
        Load.run(server, path("process"), 1, 3);
        Load.Result one = Load.run(server, path("process"), 1, 8);
        table.times(
                "1 client, --fresh process",
                one.times(),
                "p50 ≤ 0.8 ms",
                one.times().median() <= 0.8);
        Load.Result many = Load.run(server, path("process"), 8, 8);
        table.times("8 clients, --fresh process", many.times());
        table.value("  calls a second", rate(many.perSecond()), "≥ 2000", many.perSecond() >= 2000);
    }

    private void throughput() throws Exception {
        long bytes = 1L << 30;
        double[] ratios = new double[5];
        double mibs = 0;
        for (int i = 0; i < ratios.length; i++) {
            long pipe = Shell.must(List.of("sh", "-c", "head -c " + bytes + " /dev/zero | cat | cat >/dev/null"))
                    .nanos();
            long start = System.nanoTime();
            try (Http http = new Http(server)) {
                Http.Answer answer = http.stream(path("stream"), bytes);
                if (answer.status() != 200 || answer.bytes() != bytes) {
                    throw new IOException(answer.status() + ", " + answer.bytes() + " bytes");
                }
            }
            long call = System.nanoTime() - start;
            ratios[i] = (double) pipe / call;
            mibs = 1024 / (call / 1e9);
        }
        java.util.Arrays.sort(ratios);
        table.value(
                "1 GiB through cat, as a share of a shell pipe's speed (" + Math.round(mibs) + " MiB/s)",
                String.format(Locale.ROOT, "%.2f", ratios[2]),
                "≥ 0.5",
                ratios[2] >= 0.5);
    }

    private void memoryPerSandbox() throws Exception {
        int count = 200;
        settle();
        long before = available();
        deploy("many", "--min", Integer.toString(count), "--max", Integer.toString(count));
        long end = System.nanoTime() + 60_000_000_000L;
        while (inits() < count && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        settle();
        double each = (before - available()) / 1024.0 / count;
        Shell.must(server.cli("function", "rm", "many"));
        table.value(
                "memory for each ready sandbox, of " + count,
                String.format(Locale.ROOT, "%.2f MiB", each),
                "≤ 0.4 MiB",
                each <= 0.4);
    }

    private void residentMemory() throws Exception {
        StringBuilder series = new StringBuilder();
        long last = 0;
        try (Http http = new Http(server)) {
            for (int i = 1; i <= 10_000; i++) {
                expect(http.send("POST", path("process"), HI));
                if (i % 2_500 == 0) {
                    last = server.rss() / 1024;
                    series.append(series.isEmpty() ? "" : ", ").append(last);
                }
            }
        }
        table.value(
                "server's resident memory after 2,500, 5,000, 7,500, 10,000 calls",
                series + " MiB",
                "≤ 350 MiB",
                last <= 350);
    }

    private void commandLine() throws Exception {
        long[] over = new long[15];
        for (int i = 0; i < over.length; i++) {
            Shell.Result r = Shell.must(server.cli("call", "process"));
            over[i] = r.nanos();
        }
        Samples s = Samples.of(over);
        table.times("quern call, whole command", s, "p50 ≤ 200 ms", s.median() <= 200);
    }

    private void start() throws Exception {
        long[] nanos = new long[5];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = server.restart();
        }
        Samples s = Samples.of(nanos);
        table.times("quern up to ready", s, "p50 ≤ 2000 ms", s.median() <= 2000);
    }

    private static void expect(Http.Answer answer) throws IOException {
        if (answer.status() != 200 || !answer.text().equals("hi")) {
            throw new IOException(answer.status() + " " + answer.text());
        }
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%.0f", perSecond);
    }

    /** Lets memory that is being freed be free. */
    private static void settle() throws Exception {
        Shell.run(List.of("sync"));
        Thread.sleep(3000);
    }

    private static long available() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemAvailable:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no MemAvailable");
    }

    /** Sandboxes alive on this machine: their inits, by name. */
    private static long inits() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(p -> p.getFileName().toString().chars().allMatch(Character::isDigit))
                    .filter(CallBench::isInit)
                    .count();
        }
    }

    private static boolean isInit(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).startsWith("/.quern/init");
        } catch (IOException e) {
            return false;
        }
    }
}
