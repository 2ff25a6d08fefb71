package dev.quern.cli.call;

import dev.quern.cli.http.Body;
import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.server.Api;
import dev.quern.cli.server.Failure;
import dev.quern.cli.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** One synchronous call: both bodies stream, and the function's exit code becomes this program's. */
final class Exchange {
    /** What a shell reports for a program that SIGPIPE ended: 128 + 13. */
    private static final int BROKEN_PIPE = 141;

    private static final int BUFFER = 64 * 1024;
    private final Session session;

    Exchange(Session session) {
        this.session = session;
    }

    int run(Query query, List<String> arguments, Body body) {
        Request request = Request.of("POST", query.toString()).body(body).patient();
        if (!arguments.isEmpty()) {
            request = request.header("Quern-Args", Arguments.header(arguments));
        }
        try (Response response = session.api().open(request)) {
            Optional<String> id = response.header("Quern-Call-Id");
            id.ifPresent(i -> session.verbose("call: " + i));
            if (!response.isSuccess()) {
                Failure failure = Api.failure(response);
                failure.print(session.err());
                return failure.exitCode();
            }
            return stream(response, id);
        }
    }

    private int stream(Response response, Optional<String> id) {
        InputStream in = response.body();
        OutputStream out = session.shell().out();
        byte[] buffer = new byte[BUFFER];
        while (true) {
            int n;
            try {
                n = in.read(buffer);
            } catch (IOException e) {
                return cut(response, id, e);
            }
            if (n < 0) {
                return ended(response, id);
            }
            try {
                out.write(buffer, 0, n);
                out.flush();
            } catch (IOException e) {
                return BROKEN_PIPE;
            }
        }
    }

    private int ended(Response response, Optional<String> id) {
        String code = response.trailer("Quern-Exit-Code").orElse("0");
        if (code.equals("0") && response.trailer("Quern-Error").isEmpty() && response.isFramed()) {
            return 0;
        }
        return Outcome.ask(session, id, false, "The end of the output cannot be told from a failure");
    }

    /** The output was cut off, which is how a failure after the first byte looks: the record says which. */
    private int cut(Response response, Optional<String> id, IOException e) {
        Optional<IOException> source = response.sourceFailure();
        if (source.isPresent()) {
            session.err().println("error: stdin cannot be read: " + source.get().getMessage());
            return Failure.PLATFORM;
        }
        return Outcome.ask(session, id, true, "The output was cut off: " + e.getMessage());
    }
}
