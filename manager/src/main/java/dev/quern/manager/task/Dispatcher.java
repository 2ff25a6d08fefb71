package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.Verdict;
import dev.quern.core.usage.Usage;
import dev.quern.manager.loop.Loop;
import dev.quern.node.Node;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.Lane;
import dev.quern.store.task.LaneQuota;
import dev.quern.store.task.Outcome;
import dev.quern.store.task.Runner;
import dev.quern.store.task.TaskBody;
import dev.quern.store.task.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks as the node can take them: for idle places, and a few ahead ({@link Prefetch}); of servers, which take no
 * places, for their instances ({@link ServerLanes}). It looks when it is told of new work, when a place becomes idle or
 * a task begins while there may be work, and once a poll.
 *
 * <p>One thread claims, so what is this runner's in the store but not in hand here was lost with an answer
 * that never came: after a claim that failed it is handed back.
 */
final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** Of one lane's, waiting for their own function's concurrency: more would only wait here. */
    private static final int MOST_WAITING_OF_A_LANE = 32;
    /** Claimed ahead for longer than this they are put back: what runs turned out to be long. */
    private static final Duration LONGEST_AHEAD = Duration.ofSeconds(1);

    /** From one look after servers' lanes to the next: places in instances become free thousands of times a second. */
    private static final Duration SERVERS_LEAST = Duration.ofMillis(5);
    /** Lanes of which nothing is known and which no place is idle for: one task of each tells what it is. */
    private static final int MOST_SCOUTS = 8;

    private final Tasks tasks;
    private final Node node;
    private final Session session;
    private final InHand inHand;
    private final TaskSettings settings;
    private final Prefetch prefetch;
    private final ServerLanes servers;
    private final ServerWaits waits;
    private final Consumer<Claimed> begin;
    private final FairLanes fair = new FairLanes();
    private final Loop loop;
    private boolean doubtful; // whether a claim may have succeeded unheard; the loop's own
    private volatile boolean mayHaveWork = true;
    private volatile boolean serversMayHaveWork = true;
    /** Whether something happened since servers' lanes were looked after. */
    private volatile boolean serversStirred = true;

    private long waitsNanos = System.nanoTime(); // after what waits at servers; the loop's own
    private long lookedNanos = System.nanoTime(); // after programs' lanes; the loop's own
    private long serversNanos = System.nanoTime() - SERVERS_LEAST.toNanos(); // after servers'; the loop's own

    /**
     * @param servers used by the loop, and by {@code begin}
     * @param begin takes a claimed task; returns at once
     */
    Dispatcher(
            Tasks tasks,
            Node node,
            Session session,
            InHand inHand,
            TaskSettings settings,
            Prefetch prefetch,
            ServerLanes servers,
            ServerWaits waits,
            Consumer<Claimed> begin) {
        this.tasks = tasks;
        this.node = node;
        this.session = session;
        this.inHand = inHand;
        this.settings = settings;
        this.prefetch = prefetch;
        this.servers = servers;
        this.waits = waits;
        this.begin = begin;
        this.loop = new Loop("task-dispatch", Duration.ZERO, this::dispatch);
    }

    void start() {
        loop.start();
    }

    /** Something may be claimed. */
    void queued() {
        mayHaveWork = true;
        serversMayHaveWork = true;
        serversStirred = true;
        loop.wake();
    }

    /** There may be room for more, which matters only if there may be more. Next to nothing else. */
    void roomier() {
        if (mayHaveWork) {
            loop.wake();
        }
    }

    /** As {@link #roomier}, of an instance of a server. */
    void roomierAtServer() {
        if (serversMayHaveWork && !serversStirred) {
            serversStirred = true;
            loop.wake();
        }
    }

    /** Claims nothing more; when it returns no claim is under way. */
    @Override
    public void close() {
        loop.close();
    }

    private Duration dispatch() {
        Runner runner = session.runner();
        if (doubtful) {
            handBackLost(runner);
        }
        if (hasPassed(settings.poll(), waitsNanos)) {
            waitsNanos = System.nanoTime();
            waits.putBack(Instant.now());
        }
        int wanted = wanted();
        if (wanted == 0) {
            putBackSurplus();
        }
        boolean forPrograms = wanted > 0 && (mayHaveWork || hasPassed(settings.poll(), lookedNanos));
        boolean forServers = hasPassed(pause(), serversNanos);
        if (!forPrograms && !forServers) {
            return pause();
        }
        List<Claimed> claimed = claim(runner, quotas(forPrograms ? wanted : 0, forServers));
        // Beginning them tells what the unknown ones are; what places were left for those are idle yet.
        boolean othersClaimed = claimed.stream().anyMatch(task -> !servers.isServer(task.lane()));
        claimed.forEach(begin);
        if (!othersClaimed) {
            return pause();
        }
        mayHaveWork = true;
        return Duration.ZERO;
    }

    private static boolean hasPassed(Duration time, long sinceNanos) {
        return System.nanoTime() - sinceNanos >= time.toNanos();
    }

    private Duration pause() {
        return serversStirred ? SERVERS_LEAST : settings.poll();
    }

    private List<LaneQuota> quotas(int wanted, boolean forServers) {
        if (wanted > 0) {
            lookedNanos = System.nanoTime();
            mayHaveWork = false;
        }
        if (forServers) {
            serversNanos = System.nanoTime();
            serversStirred = false;
            serversMayHaveWork = false;
        }
        Map<Boolean, List<Lane>> lanes =
                tasks.claims().lanes().stream().collect(Collectors.partitioningBy(servers::isServer));
        List<Lane> ofServers = lanes.getOrDefault(true, List.of());
        List<Lane> others = lanes.getOrDefault(false, List.of());
        List<LaneQuota> quotas = new ArrayList<>();
        if (wanted > 0) {
            Map<Lane, Long> waiting = inHand.waiting();
            fair.plan(
                            others.stream()
                                    .filter(lane -> waiting.getOrDefault(lane, 0L) < MOST_WAITING_OF_A_LANE)
                                    .toList(),
                            wanted)
                    .forEach(quota -> quotas.add(bounded(quota)));
        } else {
            others.stream()
                    .filter(servers::isUnknown)
                    .limit(MOST_SCOUTS)
                    .forEach(lane -> quotas.add(new LaneQuota(lane, 1)));
        }
        if (forServers) {
            if (!ofServers.isEmpty()) {
                serversMayHaveWork = true;
            }
            quotas.addAll(servers.plan(ofServers));
        }
        return quotas;
    }

    /** More than the first of an unknown lane might be a server's, for which there is no such room. */
    private LaneQuota bounded(LaneQuota quota) {
        return servers.isUnknown(quota.lane()) ? new LaneQuota(quota.lane(), 1) : quota;
    }

    private List<Claimed> claim(Runner runner, List<LaneQuota> quotas) {
        if (quotas.isEmpty()) {
            return List.of();
        }
        int wanted = quotas.stream().mapToInt(LaneQuota::most).sum();
        doubtful = true;
        try {
            List<Claimed> claimed = tasks.claims().claim(runner, quotas, wanted);
            doubtful = false;
            return claimed;
        } catch (QuernException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            // Removed: what was claimed for it is handed back by whoever removed it.
            doubtful = false;
            session.check();
            return List.of();
        }
    }

    /** How many to claim now. Not one by one: for a place that stands idle, or when half of those ahead have begun. */
    private int wanted() {
        int idle = node.idlePlaces();
        int target = prefetch.target();
        int ahead = ahead(idle);
        if (ahead > target / 2 && ahead >= idle) {
            return 0;
        }
        return Math.max(0, Math.min(settings.inHand() - inHand.size(), idle + target - ahead));
    }

    /** Claimed and not begun. While places are idle, those that wait do so for their functions' concurrency. */
    private int ahead(int idle) {
        return inHand.count(InHand.Stage.PENDING) + (idle == 0 ? inHand.count(InHand.Stage.WAITING) : 0);
    }

    /** What nobody here can begin soon is for others to claim; the last claimed go first. */
    private void putBackSurplus() {
        int idle = node.idlePlaces();
        int surplus = ahead(idle) - prefetch.target() - idle;
        if (surplus <= 0) {
            return;
        }
        Instant before = Instant.now().minus(LONGEST_AHEAD);
        inHand.all().stream()
                .filter(execution ->
                        execution.isAhead() && execution.task().startedAt().isBefore(before))
                .sorted(Comparator.comparing(
                                (Execution execution) -> execution.task().startedAt())
                        .reversed())
                .limit(surplus)
                .forEach(Execution::giveUp);
    }

    private void handBackLost(Runner runner) {
        Map<UUID, Integer> held = tasks.claims().held(runner);
        List<Outcome> lost = held.entrySet().stream()
                .filter(task -> inHand.find(task.getKey(), task.getValue()).isEmpty())
                .map(task -> lost(runner, task.getKey(), task.getValue()))
                .toList();
        if (!lost.isEmpty()) {
            LOG.warn("{} tasks whose claim was answered by nobody are queued again", lost.size());
            tasks.outcomes().record(lost);
        }
        doubtful = false;
    }

    private static Outcome lost(Runner runner, UUID task, int number) {
        Instant now = Sql.now();
        Attempt attempt = new Attempt(
                number,
                runner.node(),
                now,
                now,
                OptionalInt.empty(),
                Optional.of(ErrorCode.UNAVAILABLE.wire()),
                Optional.of("The store's answer to the claim was lost"),
                true);
        return new Outcome(task, runner.id(), attempt, new Verdict.HandBack(Duration.ZERO), TaskBody.EMPTY, Usage.NONE);
    }
}
