package dev.quern.gateway.call;

import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.ResponseOutput;
import dev.quern.node.log.CallLog;
import dev.quern.node.log.CallLogs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Answers with what one execution wrote to stderr, now or, with {@code ?follow}, as it comes. */
public final class LogText {
    private final CallLogs logs;

    public LogText(CallLogs logs) {
        this.logs = logs;
    }

    /** @param id what the log is kept under; one that wrote nothing has an empty one */
    public void send(Exchange x, UUID id) throws IOException {
        Optional<CallLog> live = logs.live(id);
        x.begin("text/plain; charset=utf-8");
        if (live.isPresent() && x.query("follow").isPresent()) {
            following(x, () -> live.get().follow(new ResponseOutput(x)));
        } else {
            copy(id, new ResponseOutput(x));
            x.end();
        }
    }

    void copy(UUID id, OutputStream out) throws IOException {
        Optional<Path> file = logs.find(id);
        if (file.isPresent()) {
            Files.copy(file.get(), out);
        }
    }

    interface Following {
        void run() throws IOException, InterruptedException;
    }

    /** Sends the head at once and what comes as it comes, until there is no more or the client is gone. */
    static void following(Exchange x, Following action) throws IOException {
        Interim none = new Interim(x.response());
        none.begin();
        x.send("");
        try (ClientWatch watch = new ClientWatch(x.request(), none, Thread.currentThread()::interrupt)) {
            action.run();
            x.end();
        } catch (InterruptedException e) {
            Abort.connection(x.request(), x.callback(), e);
        } finally {
            // This thread serves the connection's next request too.
            Thread.interrupted();
        }
    }
}
