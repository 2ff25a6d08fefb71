package dev.quern.bench.lambda;

import dev.quern.bench.run.Http;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One instance with the official client for Node.js, behind Quern and against a Runtime API that does nothing else.
 * Takes about a minute once the image is in the cache.
 */
public final class LambdaBench {
    private static final String EVENT = "{\"do\":\"echo\",\"data\":\"hi\"}";
    private static final String PATH = "/v1/functions/default/node/calls";
    private static final int SECONDS = 10;
    private static final double BOUND = 0.6;

    private LambdaBench() {}

    public static void run(Path home) throws Exception {
        Shell.Result built =
                Shell.must(List.of("sh", home.resolve("samples/build").toString(), "lambda-node"));
        String archive = built.output().lines().toList().getLast().trim();
        Table table = Table.ofRates("bare Runtime API");
        double ceiling = ceiling(Path.of(archive));
        table.yardstick("aws-lambda-ric for Node.js, bare Runtime API", ceiling);
        try (Server server = new Server(home)) {
            Shell.must(server.cli("image", "load", archive));
            Shell.must(server.cli(
                    "deploy", "node", "--image", "samples/lambda-node", "--contract", "lambda", "--max", "1"));
            calls(server, 1);
            for (int clients : new int[] {1, 4}) {
                double rate = calls(server, clients);
                boolean bounded = clients > 1;
                table.rate(
                        "the same behind Quern, one instance, clients: " + clients,
                        rate,
                        bounded ? "≥ " + BOUND + " ×" : "",
                        rate >= BOUND * ceiling);
            }
        }
        System.out.println();
        System.out.print(table.print());
    }

    /** What the client does when nothing keeps it from work; in the image's own tree, without a sandbox. */
    private static double ceiling(Path archive) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("quern-bench-lambda-");
        try (BareRuntimeApi api = new BareRuntimeApi(EVENT)) {
            Shell.must(List.of(
                    "sh",
                    "-c",
                    "cd " + work + " && tar -xf " + archive + " && mkdir root && for l in $(tr ',' '\\n' <manifest.json"
                            + " | sed -n 's/.*\"Layers\":\\[\"\\([^\"]*\\)\".*/\\1/p'); do tar -xf $l -C root; done"));
            ProcessBuilder builder = new ProcessBuilder(
                            "chroot",
                            work.resolve("root").toString(),
                            "/usr/bin/node",
                            "/var/task/node_modules/aws-lambda-ric/bin/index.mjs",
                            "var/task/app.handler")
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve("log").toFile());
            builder.environment().put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + api.port());
            Process client = builder.start();
            try {
                return rate(api);
            } finally {
                client.destroyForcibly().waitFor();
            }
        } finally {
            Shell.run(List.of("rm", "-rf", work.toString()));
        }
    }

    private static double rate(BareRuntimeApi api) throws IOException, InterruptedException {
        Thread.sleep(SECONDS * 500L);
        long before = api.answered();
        long start = System.nanoTime();
        Thread.sleep(SECONDS * 1000L);
        double rate = (api.answered() - before) / ((System.nanoTime() - start) / 1e9);
        if (rate == 0) {
            throw new IOException("the client does not answer");
        }
        return rate;
    }

    private static double calls(Server server, int clients) throws Exception {
        AtomicLong done = new AtomicLong();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        long end = start + SECONDS * 1_000_000_000L;
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (Http http = new Http(server)) {
                    while (System.nanoTime() < end) {
                        Http.Answer answer = http.send("POST", PATH, EVENT.getBytes(StandardCharsets.US_ASCII));
                        if (answer.status() != 200 || !answer.text().equals("\"hi\"")) {
                            throw new IOException(answer.status() + " " + answer.text());
                        }
                        done.incrementAndGet();
                    }
                } catch (IOException e) {
                    failure.set(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return done.get() / ((System.nanoTime() - start) / 1e9);
    }
}
