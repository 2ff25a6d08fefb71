package dev.quern.bench.task;

import dev.quern.bench.run.Http;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the benchmarks ask of the HTTP API about tasks. */
final class TaskCalls {
    static final byte[] HI = "hi".getBytes(StandardCharsets.US_ASCII);

    private static final long LONGEST_SECONDS = 60;

    private TaskCalls() {}

    static String path(String function) {
        return "/v1/functions/default/" + function + "/tasks";
    }

    static void deploy(Server server, String name, List<String> flags, String... command)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(server.cli("deploy", name, "--image", "samples/busybox"));
        line.addAll(flags);
        line.add("--");
        line.addAll(List.of(command));
        Shell.must(line);
    }

    /** Returns its id. */
    static String submit(Http http, String function) throws IOException {
        Http.Answer answer = http.send("POST", path(function), HI);
        if (answer.status() != 202) {
            throw new IOException(answer.status() + " " + answer.text());
        }
        return text(answer.text(), "id");
    }

    /** A file with as many lines, each a small task. */
    static Path lines(int count) throws IOException {
        Path file = Files.createTempFile("quern-bench-", ".ndjson");
        return Files.write(file, Collections.nCopies(count, "{\"input\":\"hi\"}"));
    }

    /** Submits a file's lines in one request; every one has its id when it returns. */
    static void batch(Http http, String function, Path file, int count) throws IOException {
        Http.Answer answer = http.upload(path(function) + "/batch", "application/x-ndjson", file);
        if (answer.status() / 100 != 2
                || answer.lines() != count
                || answer.text().contains("\"error\"")) {
            throw new IOException(answer.status() + ", " + answer.lines() + " lines: "
                    + answer.text().lines().limit(3).toList());
        }
    }

    static Http.Answer await(Http http, String id, String state) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (true) {
            Http.Answer answer = http.send("GET", "/v1/tasks/" + id, new byte[0]);
            if (answer.status() != 200) {
                throw new IOException(answer.status() + " " + answer.text());
            }
            if (text(answer.text(), "state").equals(state)) {
                return answer;
            }
            if (System.nanoTime() > end) {
                throw new IOException("not " + state + ": " + answer.text());
            }
            Thread.sleep(10);
        }
    }

    /** A string of a flat JSON object. */
    static String text(String json, String name) throws IOException {
        Matcher value = Pattern.compile("\"" + name + "\":\\s*\"([^\"]*)\"").matcher(json);
        if (!value.find()) {
            throw new IOException("no " + name + " in " + json);
        }
        return value.group(1);
    }
}
