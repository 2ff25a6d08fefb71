package dev.quern.cli.function;

import dev.quern.cli.output.Progress;
import dev.quern.cli.session.Session;
import dev.quern.core.api.AliasBody;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.VersionStateBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Waits until a version has what it is to have, and nothing runs any more of versions that no alias names. */
final class TakeOver {
    private static final Duration PAUSE = Duration.ofMillis(200);

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "Wait as long for the version to be ready and for calls of the one before it to end.")
    @Nullable
    String patience;

    void await(Session session, FunctionName function, int version) {
        if (patience == null) {
            return;
        }
        Duration most = Durations.parse(patience);
        long end = System.nanoTime() + most.toNanos();
        try (Progress progress = session.progress()) {
            while (true) {
                Optional<String> missing =
                        missing(session.api().get(Routes.of(function), FunctionBody.class), function, version);
                if (missing.isEmpty()) {
                    return;
                }
                progress.text(missing.get());
                if (System.nanoTime() > end || !paused()) {
                    throw new QuernException(
                            ErrorCode.DEADLINE_EXCEEDED,
                            function + "@" + version + " has not taken over within " + Durations.format(most) + ": "
                                    + missing.get(),
                            "Calls get it already; see 'quern function get " + function + "'.");
                }
            }
        }
    }

    /** What it is waited for; empty once the version has taken over. */
    private static Optional<String> missing(FunctionBody body, FunctionName function, int version) {
        List<VersionStateBody> actual = Objects.requireNonNullElse(body.actual(), List.of());
        Set<Integer> named = Objects.requireNonNullElse(body.expected(), List.<AliasBody>of()).stream()
                .flatMap(alias -> alias.other() == null
                        ? Stream.of(alias.version())
                        : Stream.of(alias.version(), alias.other().version()))
                .collect(Collectors.toSet());
        for (VersionStateBody v : actual) {
            if (v.version() == version) {
                int there = v.ready() + v.busy();
                if (v.failure() != null && there + v.starting() == 0) {
                    throw new QuernException(
                            ErrorCode.SANDBOX_FAILED,
                            function + "@" + version + " could not be started: " + v.failure(),
                            "Calls get it already; 'quern function rollback " + function + "' takes it back.");
                }
                if (v.image().equals("preparing")) {
                    return Optional.of("its image is being prepared");
                }
                if (there < expected(v)) {
                    return Optional.of(there + " of " + expected(v) + " sandboxes are ready");
                }
            } else if (!named.contains(v.version()) && v.busy() + v.waiting() > 0) {
                return Optional.of(v.busy() + v.waiting() + " calls of @" + v.version() + " have not ended");
            }
        }
        return Optional.empty();
    }

    private static int expected(VersionStateBody v) {
        return v.scale() == null ? v.min() : v.scale();
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
