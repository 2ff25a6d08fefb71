package dev.quern.manager.task;

import dev.quern.core.call.CallRecord;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Contract;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.http.ResponseHead;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.server.ServerCall;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.TaskBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attempt of a task whose function is a server: one request, whose answer is the result. All of it is on one virtual
 * thread, which waits for what the node's own threads bring ({@link ServerWords}).
 */
final class ServerAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(ServerAttempt.class);
    private static final int MOST_SAID = 500;

    /**
     * How it ended once the function had begun.
     *
     * @param result empty unless it succeeded
     * @param retryAfter how long the server asked to be left alone
     */
    record Served(
            CallRecord record, Optional<QuernException> failure, TaskBody result, Optional<Duration> retryAfter) {}

    /** What the server said of it. */
    private record Answer(TaskBody result, Optional<QuernException> failure, Optional<Duration> retryAfter) {}

    private final Claimed task;
    private final CallSpec spec;
    private final Cancel cancel;
    private final Tools tools;
    private final ServerWords words = new ServerWords();
    private final AnswerSource content = new AnswerSource(words);
    private final ServerInput input;
    private final TaskOutput output;
    /** The last one it had. */
    private @Nullable ServerConnection connection;

    ServerAttempt(Claimed task, CallSpec spec, Cancel cancel, Tools tools) {
        this.task = task;
        this.spec = spec;
        this.cancel = cancel;
        this.tools = tools;
        this.input = new ServerInput(task, tools.bodies(), cancel);
        this.output = new TaskOutput(
                content,
                BodyName.result(task.id(), task.attempt()),
                tools.bodies(),
                tools.settings().mostResult());
    }

    /**
     * Sees it from its wish for an instance to its end.
     *
     * @param begun runs once there is an instance
     * @throws RuntimeException what kept the function from beginning
     */
    Served run(Runnable begun) {
        try (words;
                content) {
            Answer answer = ask(begun);
            return new Served(
                    finish(answer.failure())
                            .orElseThrow(() -> new IllegalStateException("an exchange ended before its answer")),
                    answer.failure(),
                    answer.result(),
                    answer.retryAfter());
        } catch (RuntimeException e) {
            if (!(e instanceof QuernException)) {
                LOG.error("an attempt of the task {} failed in an unforeseen way", task.id(), e);
            }
            // An exchange that nobody goes on with would keep its place in the instance.
            if (connection != null) {
                connection.close();
            }
            QuernException why = Ending.known(e);
            CallRecord record = finish(Optional.of(why)).orElseThrow(() -> e);
            return new Served(record, Optional.of(why), TaskBody.EMPTY, Optional.empty());
        }
    }

    private Optional<CallRecord> finish(Optional<QuernException> failure) {
        return words.call().flatMap(call -> call.finish(failure, input.sent(), content.bytes()));
    }

    private Answer ask(Runnable begun) {
        tools.node().serve(spec, cancel, words);
        ServerCall call = words.call().orElseThrow();
        ServerConnection open = words.awaitConnection();
        connection = open;
        begun.run();
        while (!open.begin(words, TaskRequest.of(task, call.spec()))) {
            // Closed while it was idle: nothing was sent.
            call.reconnect();
            open = words.awaitConnection();
            connection = open;
        }
        input.send(open);
        ResponseHead head = words.awaitHead();
        call.answered(head.status());
        // Only an HTTP server means its status; the others say in their own way that a call failed.
        if (spec.config().contract() != Contract.HTTP || AnswerStatus.isGood(head.status())) {
            return new Answer(output.read(), Optional.empty(), Optional.empty());
        }
        QuernException failure = AnswerStatus.failure(head.status(), said());
        return new Answer(TaskBody.EMPTY, Optional.of(failure), AnswerStatus.retryAfter(head, Instant.now()));
    }

    /** The beginning of what it says of a failure, in one line. */
    private String said() {
        ByteBuffer buffer = ByteBuffer.allocate(MOST_SAID);
        int n = 0;
        while (n >= 0 && buffer.hasRemaining()) {
            n = content.read(buffer);
        }
        String text = StandardCharsets.UTF_8.decode(buffer.flip()).toString();
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
