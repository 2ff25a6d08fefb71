package dev.quern.cli.image;

import dev.quern.cli.http.Response;
import dev.quern.cli.json.Json;
import dev.quern.cli.output.Progress;
import dev.quern.cli.server.Api;
import dev.quern.cli.server.Failure;
import dev.quern.core.api.ImageBody;
import dev.quern.core.api.PullEvent;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the answer to loading or pulling: the image at once, or lines of progress that end with it. */
final class Loading {
    private static final int LONGEST_LINE = 1 << 20;

    private Loading() {}

    static ImageBody await(Response response, Progress progress) {
        Api.succeed(response);
        if (!response.header("Content-Type").orElse("").startsWith("application/x-ndjson")) {
            return Api.read(response, ImageBody.class);
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line; (line = line(lines)) != null; ) {
                PullEvent event =
                        Json.read(PullEvent.class, line.getBytes(StandardCharsets.UTF_8), "The server's answer");
                if (event.error() != null) {
                    throw new Failure(event.error()).toException();
                }
                if (event.image() != null) {
                    return event.image();
                }
                if (event.progress() != null) {
                    progress.text(event.progress());
                }
            }
        } catch (IOException e) {
            throw Api.broken(e);
        }
        throw new QuernException(ErrorCode.UNAVAILABLE, "The server stopped in the middle of loading the image");
    }

    private static @Nullable String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < 0) {
                return line.isEmpty() ? null : line.toString();
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line of progress without end");
            }
            line.append((char) c);
        }
        return line.toString();
    }
}
