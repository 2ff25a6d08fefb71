package dev.quern.bench.server;

import dev.quern.bench.run.Http;
import dev.quern.bench.run.Samples;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A small echo server called directly, through nginx, and as a function. Takes about three minutes. */
public final class ServerBench {
    private static final String IMAGE = "samples/echo";
    private static final byte[] HI = "hi".getBytes(StandardCharsets.US_ASCII);
    private static final int ROUNDS = 5;
    private static final int SECONDS = 4;
    private static final int MANY = 500;

    private final Server server;
    private final Proxied proxied;
    private final Table table = Table.ofRates("nginx");

    private ServerBench(Server server, Proxied proxied) {
        this.server = server;
        this.proxied = proxied;
    }

    /** One kind of load, in rounds beside each other. */
    private record Rounds(Wrk[] direct, Wrk[] nginx, Wrk[] quern) {
        static double median(Wrk[] runs, ToDoubleFunction<Wrk> of) {
            return Arrays.stream(runs).mapToDouble(of).sorted().toArray()[runs.length / 2];
        }
    }

    public static void run(Path home) throws Exception {
        Table missing = Table.ofRates("nginx");
        for (String program : List.of("wrk", "nginx", "go")) {
            if (!Shell.has(program)) {
                missing.missing(program);
                System.out.print(missing.print());
                return;
            }
        }
        String built = Shell.must(List.of(home.resolve("samples/build").toString(), "echo"))
                .output();
        Path archive = Path.of(built.lines().toList().getLast().trim());
        try (Server server = new Server(home, List.of("node.freeze-after=300ms"));
                Proxied proxied = new Proxied(archive)) {
            Shell.must(server.cli("image", "load", archive.toString()));
            new ServerBench(server, proxied).measure();
        }
    }

    private void measure() throws Exception {
        deploy("echo", "--max", "1");
        rates();
        latency();
        bulk();
        cold();
        frozen();
        many();
        System.out.println();
        System.out.print(table.print());
    }

    private void deploy(String name, String... flags) throws Exception {
        List<String> command =
                new java.util.ArrayList<>(server.cli("deploy", name, "--image", IMAGE, "--contract", "http"));
        command.addAll(List.of(flags));
        Shell.must(command);
    }

    private static String path(String name) {
        return "/fn/default/" + name + "/";
    }

    private String url() {
        return "http://127.0.0.1:" + server.port() + path("echo");
    }

    private String key() throws IOException {
        return "Authorization: Bearer " + server.key();
    }

    private Rounds rounds(int connections) throws Exception {
        Rounds all = new Rounds(new Wrk[ROUNDS], new Wrk[ROUNDS], new Wrk[ROUNDS]);
        for (int i = 0; i < ROUNDS; i++) {
            all.direct()[i] = Wrk.run(proxied.url(), connections, SECONDS);
            all.nginx()[i] = Wrk.run(proxied.proxyUrl(), connections, SECONDS);
            all.quern()[i] = Wrk.run(url(), connections, SECONDS, key());
        }
        return all;
    }

    private void rates() throws Exception {
        Wrk.run(url(), 16, 3 * SECONDS, key());
        Rounds r = rounds(16);
        double direct = Rounds.median(r.direct(), Wrk::perSecond);
        double nginx = Rounds.median(r.nginx(), Wrk::perSecond);
        double quern = Rounds.median(r.quern(), Wrk::perSecond);
        double p99 = Rounds.median(r.quern(), Wrk::p99);
        table.rate("16 clients, directly", direct);
        table.yardstick("16 clients, nginx (peer)", nginx);
        table.rate("16 clients, a function", quern, "≥ 20000, ≥ 0.45 ×", quern >= 20_000 && quern >= 0.45 * nginx);
        table.value("  p99", millis(p99), "≤ 5 ms", p99 <= 5);
    }

    private void latency() throws Exception {
        Rounds r = rounds(1);
        double direct = Rounds.median(r.direct(), Wrk::p50);
        double nginx = Rounds.median(r.nginx(), Wrk::p50);
        double quern = Rounds.median(r.quern(), Wrk::p50);
        table.value("1 client, directly: p50", millis(direct), "", true);
        table.value("1 client, nginx: p50 above that", millis(nginx - direct), "", true);
        table.value(
                "1 client, a function: p50 above that", millis(quern - direct), "≤ 0.12 ms", quern - direct <= 0.12);
    }

    private void bulk() throws Exception {
        Path body = Files.createTempFile("quern-bench-body-", "");
        try {
            Shell.must(List.of("sh", "-c", "head -c 1073741824 /dev/zero > " + body));
            double[] ratios = new double[3];
            double mibs = 0;
            for (int i = 0; i < ratios.length; i++) {
                double direct = echoed(body, proxied.url());
                double quern = echoed(body, url());
                ratios[i] = direct / quern;
                mibs = 1024 / quern;
            }
            Arrays.sort(ratios);
            table.value(
                    "1 GiB there and back, as a share of the direct speed (" + Math.round(mibs) + " MiB/s)",
                    String.format(Locale.ROOT, "%.2f", ratios[1]),
                    "≥ 0.7",
                    ratios[1] >= 0.7);
        } finally {
            Files.delete(body);
        }
    }

    /** Seconds. */
    private double echoed(Path body, String url) throws Exception {
        Shell.Result r = Shell.must(List.of(
                "curl",
                "-sSf",
                "-H",
                "Expect:",
                "-H",
                key(),
                "-T",
                body.toString(),
                "-o",
                "/dev/null",
                "-w",
                "%{size_download}",
                "-X",
                "POST",
                url));
        if (!r.output().equals("1073741824")) {
            throw new IOException(r.output());
        }
        return r.nanos() / 1e9;
    }

    /** The first call of a function: nothing of it is there but the image. What takes over from another is started before. */
    private void cold() throws Exception {
        long[] nanos = new long[40];
        byte[] version = ("{\"image\":\"" + IMAGE + "\",\"contract\":\"http\"}").getBytes(StandardCharsets.UTF_8);
        try (Http http = new Http(server)) {
            for (int i = 0; i < nanos.length; i++) {
                Http.Answer deployed = http.send("POST", "/v1/functions/default/cold" + i + "/versions", version);
                if (deployed.status() != 201) {
                    throw new IOException(deployed.status() + " " + deployed.text());
                }
                Thread.sleep(50);
                nanos[i] = timed(http, "/v1/functions/default/cold" + i + "/calls");
            }
        }
        double p50 = Samples.of(nanos).median();
        table.value("first call of a function, nothing started: p50", millis(p50), "≤ 25 ms", p50 <= 25);
    }

    private void frozen() throws Exception {
        long[] warm = new long[30];
        long[] thawed = new long[warm.length];
        try (Http http = new Http(server)) {
            for (int i = 0; i < warm.length; i++) {
                timed(http, path("echo"));
                Thread.sleep(10);
                warm[i] = timed(http, path("echo"));
                await("echo", "\"state\":\"frozen\"");
                thawed[i] = timed(http, path("echo"));
            }
        }
        double above = Samples.of(thawed).median() - Samples.of(warm).median();
        table.value("call of a frozen instance: p50 above a warm one's", millis(above), "≤ 3 ms", above <= 3);
    }

    private static long timed(Http http, String path) throws IOException {
        long start = System.nanoTime();
        Http.Answer answer = http.send("POST", path, HI);
        long took = System.nanoTime() - start;
        if (answer.status() != 200 || !answer.text().equals("hi")) {
            throw new IOException(answer.status() + " " + answer.text());
        }
        return took;
    }

    private void await(String function, String wanted) throws Exception {
        long end = System.nanoTime() + 120_000_000_000L;
        try (Http http = new Http(server)) {
            while (true) {
                String said = http.send("GET", "/v1/functions/default/" + function, new byte[0])
                        .text();
                if (said.contains(wanted)) {
                    return;
                }
                if (System.nanoTime() > end) {
                    throw new IOException("not " + wanted + ": " + said.substring(0, Math.min(1000, said.length())));
                }
                Thread.sleep(20);
            }
        }
    }

    private void many() throws Exception {
        deploy("many", "--memory", "32Mi", "--max", Integer.toString(MANY));
        settle();
        long before = Memory.available();
        Shell.must(server.cli("function", "scale", "many", Integer.toString(MANY)));
        await("many", "\"ready\":" + MANY);
        // Long enough for all of them to be frozen.
        settle();
        double all = (before - Memory.available()) / 1024.0 / MANY;
        double theirs = Memory.of("/echo") / 1024.0 / MANY;
        table.value(
                MANY + " frozen instances, memory of each besides the server's own "
                        + String.format(Locale.ROOT, "%.2f MiB", theirs),
                String.format(Locale.ROOT, "%.2f MiB", all - theirs),
                "≤ 2 MiB",
                all - theirs <= 2);
        Shell.must(server.cli("function", "rm", "many"));
    }

    /** Lets memory that is being freed be free. */
    private static void settle() throws Exception {
        Shell.run(List.of("sync"));
        Thread.sleep(3000);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.2f ms", value);
    }
}
