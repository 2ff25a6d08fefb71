package dev.quern.manager.callback;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.manager.loop.Loop;
import dev.quern.store.key.CallbackSecrets;
import dev.quern.store.task.Callback;
import dev.quern.store.task.TaskBody;
import dev.quern.store.task.TaskResult;
import dev.quern.store.task.Tasks;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells receivers that tasks ended. A notification arrives at least once or is dead in the end: it is claimed
 * for a while, sent, and only then recorded; a process that dies between leaves it to be claimed again.
 */
public final class CallbackSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallbackSender.class);
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration POLL = Duration.ofSeconds(1);
    /** A host's look-up has no timeout of its own and comes on top of the delivery's. */
    private static final Duration LOOK_UP = Duration.ofMinutes(1);

    private static final JsonType<CallbackEvent> JSON = Jsonb.instance().type(CallbackEvent.class);

    private final Tasks tasks;
    private final CallbackSecrets secrets;
    private final CallbackSettings settings;
    private final InstantSource clock;
    private final CallbackPost post = new CallbackPost((SSLSocketFactory) SSLSocketFactory.getDefault());
    private final Semaphore free;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Loop loop;

    public CallbackSender(Tasks tasks, CallbackSecrets secrets, CallbackSettings settings, InstantSource clock) {
        this.tasks = tasks;
        this.secrets = secrets;
        this.settings = settings;
        this.clock = clock;
        this.free = new Semaphore(settings.atOnce());
        this.loop = new Loop("task-callbacks", LEAST, this::claim).start();
    }

    /** A notification may be due; returns at once. */
    public void wake() {
        loop.wake();
    }

    /** Those under way are sent again after the next start, unless they are answered at once. */
    @Override
    public void close() {
        loop.close();
        post.close();
        threads.shutdownNow();
    }

    private Duration claim() {
        int most = free.availablePermits();
        if (most == 0) {
            return POLL;
        }
        List<Callback> due =
                tasks.callbacks().claim(clock.instant(), settings.timeout().plus(LOOK_UP), most);
        for (Callback callback : due) {
            free.acquireUninterruptibly();
            threads.execute(() -> deliver(callback));
        }
        return due.size() == most ? Duration.ZERO : POLL;
    }

    private void deliver(Callback callback) {
        try {
            Optional<String> error = send(callback);
            if (error.isEmpty()) {
                tasks.callbacks().delivered(callback, clock.instant());
            } else {
                LOG.debug("the end of the task {} was not told: {}", callback.task(), error.get());
                tasks.callbacks().failed(callback, error.get(), clock.instant());
            }
        } catch (RuntimeException e) {
            LOG.warn("a notification of the task {} is sent again: {}", callback.task(), e.getMessage());
        } finally {
            free.release();
            loop.wake();
        }
    }

    /** Empty when it arrived, else why not. */
    private Optional<String> send(Callback callback) {
        try {
            CallbackTarget target = CallbackTarget.parse(callback.url());
            Optional<TaskRecord> task = tasks.reads().find(callback.task());
            if (task.isEmpty()) {
                return Optional.of("The task is gone");
            }
            byte[] body = JSON.toJsonBytes(event(task.get()));
            Map<String, String> headers = Map.of(
                    "Content-Type",
                    "application/cloudevents+json; charset=utf-8",
                    CallbackSignature.HEADER,
                    CallbackSignature.of(body, secrets.of(task.get().namespace()), clock.instant()),
                    "User-Agent",
                    "quern");
            int status = post.send(target, target.address(settings.allow()), headers, body, settings.timeout());
            return status < 300 ? Optional.empty() : Optional.of("It was answered " + status);
        } catch (IOException e) {
            return Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
        } catch (QuernException e) {
            if (e.code() == ErrorCode.INVALID_ARGUMENT
                    || e.code() == ErrorCode.FORBIDDEN
                    || e.getCause() instanceof IOException) {
                return Optional.of(e.text());
            }
            throw e;
        }
    }

    private CallbackEvent event(TaskRecord task) {
        Optional<TaskBody> result = task.state() == TaskState.SUCCEEDED
                ? tasks.reads().result(task.id()).map(TaskResult::body)
                : Optional.empty();
        return CallbackEvent.of(task, result, settings.publicUrl().orElse(""));
    }
}
