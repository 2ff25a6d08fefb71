package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Durations;
import dev.quern.node.log.CallLog;
import dev.quern.sandbox.Command;
import dev.quern.sandbox.MountServer;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import dev.quern.sandbox.SandboxSpec;
import dev.quern.sandbox.Sandboxes;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Brings an instance from nothing to one that is ready for calls. */
final class Starter {
    private final Sandboxes sandboxes;
    private final SandboxSpec spec;
    private final MountServer mounts;
    private final Command command;
    private final Adapter adapter;
    private final Duration limit;
    private final String namespace;
    private final ServerLogs logs;

    /** @param limit for it to be ready */
    Starter(
            Sandboxes sandboxes,
            SandboxSpec spec,
            MountServer mounts,
            Command command,
            Adapter adapter,
            Duration limit,
            String namespace,
            ServerLogs logs) {
        this.sandboxes = sandboxes;
        this.spec = spec;
        this.mounts = mounts;
        this.command = command;
        this.adapter = adapter;
        this.limit = limit;
        this.namespace = namespace;
        this.logs = logs;
    }

    /**
     * Waits until it is ready.
     *
     * @throws QuernException what kept it from that; nothing is left of it then
     */
    Instance start(UUID id) {
        Sandbox sandbox = sandboxes.create(spec, mounts);
        CallLog log = logs.begin(id, namespace);
        Optional<Run> begun = Optional.empty();
        Optional<Entrance> opened = Optional.empty();
        try {
            Entrance entrance = adapter.open(id, sandbox);
            opened = Optional.of(entrance);
            Run run = sandbox.run(command);
            begun = Optional.of(run);
            run.stdin().close();
            ServerOutput output = ServerOutput.capture(run, log);
            if (!entrance.awaitReady(run, limit)) {
                throw failure(id, sandbox, run, output, entrance.readiness());
            }
            return new Instance(id, sandbox, run, entrance);
        } catch (IOException e) {
            clear(sandbox, begun, opened, log);
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "The sandbox's network cannot be used", null, e);
        } catch (RuntimeException e) {
            clear(sandbox, begun, opened, log);
            throw e;
        }
    }

    private static void clear(Sandbox sandbox, Optional<Run> begun, Optional<Entrance> opened, CallLog log) {
        sandbox.destroy();
        opened.ifPresent(Entrance::close);
        begun.ifPresent(Run::close);
        log.close();
    }

    private QuernException failure(
            UUID id, Sandbox sandbox, Run run, ServerOutput output, Entrance.Readiness readiness) {
        if (run.exit().isDone()) {
            return Ending.of(id, sandbox, run, "before it " + readiness.done() + output.lastWords(true));
        }
        return new QuernException(
                ErrorCode.FUNCTION_FAILED,
                "The function's server did not " + readiness.missed() + " within " + Durations.format(limit)
                        + output.lastWords(false),
                readiness.fix());
    }
}
