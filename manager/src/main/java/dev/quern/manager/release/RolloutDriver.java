package dev.quern.manager.release;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Version;
import dev.quern.core.metric.VersionFigures;
import dev.quern.core.release.Rollout;
import dev.quern.core.release.RolloutDecision;
import dev.quern.core.release.RolloutState;
import dev.quern.core.release.SideFigures;
import dev.quern.core.value.Ids;
import dev.quern.manager.loop.Loop;
import dev.quern.manager.task.VersionSource;
import dev.quern.store.function.Rollouts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves rollouts on: looks at each that runs, decides by what both versions did in the present step, and moves the
 * alias. One process drives a rollout at a time; when it is gone, another does after {@link #LEASE}. Whatever ends a
 * rollout otherwise is in the store first, and the next move finds nothing to move.
 */
public final class RolloutDriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutDriver.class);
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(250);
    /** Rollouts that another process began. */
    private static final Duration IDLE_LOOK = Duration.ofSeconds(5);

    private static final double ALL = 100;

    private final Rollouts rollouts;
    private final VersionSource versions;
    private final RolloutNode node;
    private final InstantSource clock;
    private final UUID self = Ids.next();
    private final Map<UUID, StepMeasure> measures = new ConcurrentHashMap<>();
    private final Set<UUID> moving = ConcurrentHashMap.newKeySet();
    /** A move waits for instances to start, and no other rollout for it. */
    private final ExecutorService moves = Executors.newVirtualThreadPerTaskExecutor();

    private final Loop loop;
    private volatile boolean closed;

    private RolloutDriver(Rollouts rollouts, VersionSource versions, RolloutNode node, InstantSource clock) {
        this.rollouts = rollouts;
        this.versions = versions;
        this.node = node;
        this.clock = clock;
        this.loop = new Loop("rollouts", Duration.ZERO, this::look);
    }

    /** Closed before the node and the store. */
    public static RolloutDriver start(
            Rollouts rollouts, VersionSource versions, RolloutNode node, InstantSource clock) {
        RolloutDriver driver = new RolloutDriver(rollouts, versions, node, clock);
        driver.loop.start();
        return driver;
    }

    /** A rollout has begun. */
    public void wake() {
        loop.wake();
    }

    @Override
    public void close() {
        closed = true;
        loop.close();
        moves.shutdownNow();
        moves.close();
        try {
            rollouts.leave(self);
        } catch (QuernException e) {
            LOG.warn("rollouts wait for {} s until another process drives them: {}", LEASE.toSeconds(), e.text());
        }
    }

    private Duration look() {
        List<Rollout> running = rollouts.drive(self, LEASE);
        measures.keySet().retainAll(running.stream().map(Rollout::id).collect(Collectors.toSet()));
        for (Rollout rollout : running) {
            if (moving.add(rollout.id())) {
                moves.execute(() -> moveOn(rollout));
            }
        }
        return running.isEmpty() ? IDLE_LOOK : LOOK;
    }

    private void moveOn(Rollout rollout) {
        try {
            step(rollout);
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("the rollout {} of {} is looked at again: {}", rollout.id(), rollout.function(), e.toString());
            }
        } finally {
            moving.remove(rollout.id());
        }
    }

    private void step(Rollout rollout) {
        long now = System.nanoTime();
        StepMeasure measure = measures.compute(
                rollout.id(),
                (_, known) -> known != null && known.isOf(rollout) ? known : new StepMeasure(node, rollout, now));
        VersionFigures from = measure.from();
        VersionFigures to = measure.to();
        SideFigures older = SideFigures.of(from);
        SideFigures newer = SideFigures.of(to);
        switch (RolloutDecision.of(rollout, measure.elapsed(now), from, to)) {
            case RolloutDecision.Hold hold -> {
                Rollout measured = rollout.step(step -> step.with(older, newer), hold.why());
                if (!measured.equals(rollout)) {
                    rollouts.measured(measured);
                }
            }
            case RolloutDecision.Next next -> {
                Rollout measured = rollout.step(step -> step.with(older, newer), "");
                take(measured, next.percent(), () -> rollouts.next(measured.next(clock.instant(), "begun")));
            }
            case RolloutDecision.Done _ -> {
                Rollout measured = rollout.step(step -> step.with(older, newer), "");
                take(
                        measured,
                        ALL,
                        () -> rollouts.succeed(ended(measured, RolloutState.SUCCEEDED, "all steps passed")));
            }
            case RolloutDecision.Abort abort -> abort(rollout.step(step -> step.with(older, newer), ""), abort.why());
        }
    }

    private interface Move {
        boolean make();
    }

    /** Has the newer version start what it needs for its share, and then gives it to it. */
    private void take(Rollout rollout, double percent, Move move) {
        Version next = versions.find(rollout.function(), rollout.plan().to()).orElseThrow();
        try {
            Optional<String> refusal = prepare(next, rollout, percent / ALL);
            if (refusal.isPresent()) {
                abort(rollout, "version " + next.number() + " does not start: " + refusal.get());
            } else if (move.make()) {
                LOG.info("{}:{} gives {} % to version {}", rollout.function(), rollout.alias(), percent, next.number());
            }
        } finally {
            node.prepared(next);
        }
    }

    /** Why it does not start. @throws QuernException when that is not its fault */
    private Optional<String> prepare(Version next, Rollout rollout, double share) {
        try {
            node.prepare(next, List.of(rollout.plan().from(), rollout.plan().to()), share);
            return Optional.empty();
        } catch (QuernException e) {
            if (closed || e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            return Optional.of(e.text());
        }
    }

    private void abort(Rollout rollout, String why) {
        if (rollouts.abort(ended(rollout, RolloutState.ABORTED, why))) {
            LOG.warn("the rollout of {}:{} is aborted: {}", rollout.function(), rollout.alias(), why);
        }
    }

    private Rollout ended(Rollout rollout, RolloutState state, String why) {
        return rollout.ended(state, clock.instant(), why);
    }
}
