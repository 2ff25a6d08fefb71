package dev.quern.cli.task;

import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.json.Json;
import dev.quern.cli.output.Progress;
import dev.quern.cli.server.Api;
import dev.quern.cli.session.Session;
import dev.quern.core.api.ProgressBody;
import dev.quern.core.api.TaskEventBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Shows a task's events in the progress line. They are hints: however the stream ends, the task is asked itself. */
final class Following {
    private static final String DATA = "data: ";

    private final Session session;
    private final Progress progress;

    Following(Session session, Progress progress) {
        this.session = session;
        this.progress = progress;
    }

    /** Returns when the stream ends. */
    void follow(String id) {
        Request request = Request.of("GET", "/v1/tasks/" + id + "/events").header("Accept", "text/event-stream");
        try (Response response = session.api().open(request)) {
            Api.succeed(response);
            BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(DATA)) {
                    byte[] json = line.substring(DATA.length()).getBytes(StandardCharsets.UTF_8);
                    progress.text(text(Json.read(TaskEventBody.class, json, "An event")));
                }
            }
        } catch (IOException e) {
            throw new QuernException(ErrorCode.UNAVAILABLE, "The events broke off: " + e.getMessage(), null, e);
        }
    }

    private static String text(TaskEventBody event) {
        StringBuilder text = new StringBuilder(event.state());
        if (event.attempt() > 1) {
            text.append(", attempt ").append(event.attempt());
        }
        ProgressBody said = event.progress();
        if (said != null) {
            text.append(' ').append(said.percent()).append("% ").append(said.message());
        }
        return text.toString();
    }
}
