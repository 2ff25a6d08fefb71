package dev.quern.cli.task;

import dev.quern.cli.http.Body;
import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.json.Json;
import dev.quern.cli.output.Format;
import dev.quern.cli.output.Printable;
import dev.quern.cli.server.Api;
import dev.quern.cli.server.Failure;
import dev.quern.cli.session.Session;
import dev.quern.core.api.BatchLine;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Many tasks at once: lines stream there while their answers stream back. */
final class Batch {
    private static final int BUFFER = 64 << 10;
    /** Errors that are printed one by one; the rest is counted. */
    private static final int MOST_SHOWN = 20;

    private final Session session;
    private long tasks;
    private long errors;

    Batch(Session session) {
        this.session = session;
    }

    int run(Query query, Body body) {
        Request request = Request.of("POST", query.toString())
                .header("Content-Type", "application/x-ndjson")
                .body(body)
                .patient();
        try (Response response = session.api().open(request)) {
            Api.succeed(response);
            copy(response);
        }
        if (errors > 0) {
            session.err().println("error: " + errors + " of " + tasks + " tasks were refused");
        }
        return errors > 0 ? Failure.PLATFORM : 0;
    }

    private void copy(Response response) {
        OutputStream out = new BufferedOutputStream(session.shell().out(), BUFFER);
        boolean raw = session.output().format() == Format.json;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8), BUFFER)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                tasks++;
                print(line, raw, out);
                if (!lines.ready()) {
                    out.flush();
                }
            }
            out.flush();
        } catch (IOException e) {
            throw Api.broken(response.sourceFailure().orElse(e));
        }
    }

    private void print(String line, boolean raw, OutputStream out) throws IOException {
        BatchLine answer =
                Json.read(BatchLine.class, line.getBytes(StandardCharsets.UTF_8), "A line of the server's answer");
        if (answer.error() != null) {
            errors++;
            if (errors <= MOST_SHOWN) {
                session.err()
                        .println("task " + tasks + ": "
                                + Printable.text(answer.error().message()));
            }
        }
        String shown = raw ? line : answer.id();
        if (shown != null) {
            out.write((shown + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
