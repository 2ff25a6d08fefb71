package dev.quern.app.demo;

import dev.quern.cli.http.Body;
import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.http.Streams;
import dev.quern.cli.server.Api;
import dev.quern.core.api.CallBody;
import dev.quern.core.api.DeployBody;
import dev.quern.core.api.ImageBody;
import dev.quern.core.api.VersionBody;
import dev.quern.core.call.CallState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The demo as a user of the public API. */
final class DemoClient {
    /** A call's record follows its answer within a moment. */
    private static final Duration RECORD_PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(20);
    private final Api api;

    DemoClient(Api api) {
        this.api = api;
    }

    ImageBody load(Path archive, String name) {
        String target = Query.of("/v1/images")
                .add("namespace", "default")
                .add("name", name)
                .toString();
        Request request = Request.of("POST", target)
                .header("Content-Type", "application/octet-stream")
                .header("Accept", "application/json")
                .body(new FileContent(archive))
                .patient();
        try (Response response = api.open(request)) {
            Api.succeed(response);
            return Api.read(response, ImageBody.class);
        }
    }

    VersionBody deploy(String function, String image, List<String> command, int min) {
        DeployBody body = new DeployBody(
                image,
                null,
                command.isEmpty() ? null : command,
                null,
                null,
                null,
                null,
                null,
                min,
                null,
                null,
                null,
                null,
                null,
                null);
        return api.send("POST", path(function) + "/versions", body, VersionBody.class);
    }

    CallResult call(String function, List<String> arguments, byte[] input) {
        Query query = Query.of(path(function) + "/calls");
        arguments.forEach(argument -> query.add("arg", argument));
        Request request =
                Request.of("POST", query.toString()).body(Body.of(input)).patient();
        try (Response response = api.open(request)) {
            Optional<String> id = response.header("Quern-Call-Id");
            if (id.isEmpty()) {
                Api.succeed(response);
                throw new QuernException(ErrorCode.INTERNAL, "The answer names no call");
            }
            byte[] output = response.isSuccess() ? response.body().readAllBytes() : new byte[0];
            String what = function + (arguments.isEmpty() ? "" : " " + String.join(" ", arguments));
            return new CallResult(what, output, record(id.get()));
        } catch (IOException e) {
            throw Api.broken(e);
        }
    }

    private CallBody record(String id) {
        long deadline = System.nanoTime() + RECORD_PATIENCE.toNanos();
        while (true) {
            try {
                CallBody call = api.get("/v1/calls/" + id, CallBody.class);
                if (!call.state().equals(CallState.RUNNING.wire())) {
                    return call;
                }
            } catch (QuernException e) {
                if (e.code() != ErrorCode.CALL_NOT_FOUND || System.nanoTime() > deadline) {
                    throw e;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new QuernException(ErrorCode.INTERNAL, "The call " + id + " has no final record");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    static String path(String function) {
        return "/v1/functions/default/" + function;
    }

    /** A file, sent with its length. */
    private record FileContent(Path file) implements Body {
        @Override
        public long length() {
            try {
                return Files.size(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                Streams.copy(in, out);
            }
        }
    }
}
