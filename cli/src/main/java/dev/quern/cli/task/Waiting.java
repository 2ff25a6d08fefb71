package dev.quern.cli.task;

import dev.quern.cli.output.Progress;
import dev.quern.cli.server.Failure;
import dev.quern.cli.session.Session;
import dev.quern.core.api.ErrorBody;
import dev.quern.core.api.TaskBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.TaskState;
import java.time.Duration;

/** Waits for a task's end, whatever becomes of the server meanwhile, and shows how it goes on a terminal. */
final class Waiting {
    /** A server that is away comes back within it, or the wait is given up. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Session session;

    Waiting(Session session) {
        this.session = session;
    }

    /** The result on stdout; returns the function's exit code. */
    int result(String id) {
        TaskBody task = end(id);
        return succeeded(task) ? print(id) : failed(task);
    }

    /** The task once it has ended. */
    TaskBody end(String id) {
        try (Progress progress = session.progress()) {
            long seen = System.nanoTime();
            while (true) {
                try {
                    if (session.shell().errIsTerminal()) {
                        new Following(session, progress).follow(id);
                    }
                    TaskBody task = session.api().get("/v1/tasks/" + id + "?wait=30s", TaskBody.class);
                    if (TaskState.parse(task.state()).ended()) {
                        return task;
                    }
                    seen = System.nanoTime();
                } catch (QuernException e) {
                    boolean away = e.code() == ErrorCode.UNAVAILABLE;
                    if (!away || System.nanoTime() - seen > PATIENCE.toNanos() || !paused()) {
                        throw e;
                    }
                }
            }
        }
    }

    static boolean succeeded(TaskBody task) {
        return task.state().equals(TaskState.SUCCEEDED.wire());
    }

    /** Says why the task did not succeed; returns the exit code for it. */
    int failed(TaskBody task) {
        String message = task.message() != null ? task.message() : "The task is " + task.state();
        String code = task.error() != null ? task.error() : ErrorCode.UNAVAILABLE.wire();
        Failure failure = new Failure(new ErrorBody.Detail(code, message, null, null, task.exitCode(), null, null));
        failure.print(session.err());
        session.err()
                .println("task: " + task.id() + " is " + task.state() + " after " + task.attempt()
                        + (task.attempt() == 1 ? " attempt" : " attempts"));
        return failure.exitCode();
    }

    /** What the task's function wrote to stdout. */
    int print(String id) {
        session.api().copy("/v1/tasks/" + id + "/result", session.shell().out());
        return 0;
    }

    private static boolean paused() {
        try {
            Thread.sleep(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
