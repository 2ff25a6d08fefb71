package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Serving;
import dev.quern.core.secret.SecretInfo;
import dev.quern.core.value.Durations;
import dev.quern.node.Supplies;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.log.CallLog;
import dev.quern.node.secret.GivenSecrets;
import dev.quern.sandbox.Command;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Brings an instance from nothing to one that listens. */
final class Starter {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final int CONNECT_MILLIS = 1000;
    private static final int READY_MILLIS = 2000;

    private final Supplies.Making making;
    private final GivenSecrets secrets;
    private final Command command;
    private final Serving serving;
    private final String namespace;
    private final ServerLogs logs;
    private final HttpLoop loop;

    Starter(
            Supplies.Making making,
            GivenSecrets secrets,
            Command command,
            Serving serving,
            String namespace,
            ServerLogs logs,
            HttpLoop loop) {
        this.making = making;
        this.secrets = secrets;
        this.command = command;
        this.serving = serving;
        this.namespace = namespace;
        this.logs = logs;
        this.loop = loop;
    }

    /**
     * Waits until it listens.
     *
     * @throws QuernException what kept it from that; nothing is left of it then
     */
    Instance start(UUID id) {
        // Before the values: one that is set anew meanwhile makes the instance an old one, not a wrong one.
        List<Optional<SecretInfo>> given = secrets.state();
        Sandbox sandbox = making.make();
        CallLog log = logs.begin(id, namespace);
        Optional<Run> begun = Optional.empty();
        try {
            Run run = sandbox.run(secrets.fill(command));
            begun = Optional.of(run);
            run.stdin().close();
            ServerOutput output = ServerOutput.capture(run, log);
            InetSocketAddress address = awaitReady(id, sandbox, run, output);
            return new Instance(id, sandbox, run, loop, address, given);
        } catch (RuntimeException e) {
            sandbox.destroy();
            begun.ifPresent(Run::close);
            log.close();
            throw e;
        }
    }

    /** Whether the instance has a value of a secret that is set to another one by now. */
    boolean isOutdated(Instance instance) {
        List<Optional<SecretInfo>> now = secrets.state();
        // What was removed cannot be had anew: the instance goes on with what it has.
        return !now.equals(instance.given()) && now.stream().allMatch(Optional::isPresent);
    }

    private InetSocketAddress awaitReady(UUID id, Sandbox sandbox, Run run, ServerOutput output) {
        try {
            Optional<InetSocketAddress> found = sandbox.inNetwork(() -> knock(run));
            return found.orElseThrow(() -> failure(id, sandbox, run, output));
        } catch (IOException e) {
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "The sandbox's network cannot be used", null, e);
        }
    }

    /** On a thread in the sandbox's network; empty when it ended, or did not listen in time. */
    private Optional<InetSocketAddress> knock(Run run) throws IOException {
        List<InetSocketAddress> addresses = List.of(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), serving.port()),
                new InetSocketAddress(InetAddress.getByName("::1"), serving.port()));
        long end = System.nanoTime() + serving.startLimit().toNanos();
        Duration pause = FIRST_PAUSE;
        while (System.nanoTime() < end && !run.exit().isDone()) {
            for (InetSocketAddress address : addresses) {
                if (answers(address)) {
                    return Optional.of(address);
                }
            }
            LockSupport.parkNanos(pause.toNanos());
            Duration longer = pause.multipliedBy(5).dividedBy(4);
            pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        }
        return Optional.empty();
    }

    private boolean answers(InetSocketAddress address) {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.socket().connect(address, CONNECT_MILLIS);
            return serving.readyPath().isEmpty()
                    || answersOk(channel, serving.readyPath().get());
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answersOk(SocketChannel channel, String path) throws IOException {
        channel.socket().setSoTimeout(READY_MILLIS);
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + serving.port()
                + "\r\nUser-Agent: quern-ready\r\nConnection: close\r\n\r\n";
        channel.socket().getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = channel.socket().getInputStream();
        String begin = new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
        return begin.startsWith("HTTP/1.") && begin.endsWith(" 200");
    }

    private QuernException failure(UUID id, Sandbox sandbox, Run run, ServerOutput output) {
        if (run.exit().isDone()) {
            return Ending.of(id, sandbox, run, "before it listened on port " + serving.port() + output.lastWords(true));
        }
        return new QuernException(
                ErrorCode.FUNCTION_FAILED,
                "The function's server did not "
                        + serving.readyPath()
                                .map(path -> "answer " + path + " with 200 on port " + serving.port())
                                .orElse("listen on port " + serving.port())
                        + " within " + Durations.format(serving.startLimit()) + output.lastWords(false),
                "It must listen on $PORT, or deploy with the --port it has; --start-limit gives it more time.");
    }
}
