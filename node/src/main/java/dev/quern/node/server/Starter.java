package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.secret.SecretInfo;
import dev.quern.core.value.Durations;
import dev.quern.node.Supplies;
import dev.quern.node.log.CallLog;
import dev.quern.node.secret.GivenSecrets;
import dev.quern.sandbox.Command;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Brings an instance from nothing to one that is ready for calls. */
final class Starter {
    private final Supplies.Making making;
    private final GivenSecrets secrets;
    private final Command command;
    private final Adapter adapter;
    private final Duration limit;
    private final int concurrency;
    private final String namespace;
    private final ServerLogs logs;

    /**
     * @param limit for it to be ready
     * @param concurrency calls at once
     */
    Starter(
            Supplies.Making making,
            GivenSecrets secrets,
            Command command,
            Adapter adapter,
            Duration limit,
            int concurrency,
            String namespace,
            ServerLogs logs) {
        this.making = making;
        this.secrets = secrets;
        this.command = command;
        this.adapter = adapter;
        this.limit = limit;
        this.concurrency = concurrency;
        this.namespace = namespace;
        this.logs = logs;
    }

    /**
     * Waits until it is ready.
     *
     * @throws QuernException what kept it from that; nothing is left of it then
     */
    Instance start(UUID id) {
        // Before the values: one that is set anew meanwhile makes the instance an old one, not a wrong one.
        List<Optional<SecretInfo>> given = secrets.state();
        CallLog log = logs.begin(id, namespace);
        Sandbox sandbox = make(log);
        Optional<Run> begun = Optional.empty();
        Optional<Entrance> opened = Optional.empty();
        try {
            Entrance entrance = adapter.open(id, sandbox);
            opened = Optional.of(entrance);
            Run run = sandbox.run(secrets.fill(command));
            begun = Optional.of(run);
            run.stdin().close();
            ServerOutput output = ServerOutput.capture(run, log);
            if (!entrance.awaitReady(run, limit)) {
                throw failure(id, sandbox, run, output, entrance.readiness());
            }
            return new Instance(id, sandbox, run, entrance, given, concurrency);
        } catch (IOException e) {
            clear(sandbox, begun, opened, log);
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "The sandbox's network cannot be used", null, e);
        } catch (RuntimeException e) {
            clear(sandbox, begun, opened, log);
            throw e;
        }
    }

    private Sandbox make(CallLog log) {
        try {
            return making.make();
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private static void clear(Sandbox sandbox, Optional<Run> begun, Optional<Entrance> opened, CallLog log) {
        sandbox.destroy();
        opened.ifPresent(Entrance::close);
        begun.ifPresent(Run::close);
        log.close();
    }

    /** Whether the instance has a value of a secret that is set to another one by now. */
    boolean isOutdated(Instance instance) {
        List<Optional<SecretInfo>> now = secrets.state();
        // What was removed cannot be had anew: the instance goes on with what it has.
        return !now.equals(instance.given()) && now.stream().allMatch(Optional::isPresent);
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
