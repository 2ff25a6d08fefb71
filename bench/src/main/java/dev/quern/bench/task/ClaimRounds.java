package dev.quern.bench.task;

import dev.quern.bench.run.Samples;
import dev.quern.bench.run.Shell;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Two queues claimed from in turns, so that a machine whose speed changes changes both. Both begin alike: their
 * tables vacuumed and analyzed once, what earlier work left to write on the disk, and a checkpoint before each
 * round, so that both pay for their pages' first change. Autovacuum is on throughout.
 */
final class ClaimRounds {
    private static final int ROUNDS = 5;

    private final ClaimQueue brief;
    private final ClaimQueue full;
    private final int size;

    /**
     * One queue's rounds.
     *
     * @param claims tasks a second by the time in claims alone, the median of the rounds
     * @param outcomes likewise in recording them
     */
    record Side(double claims, double outcomes, Samples times, long vacuums) {}

    /** @param share the full queue's rate as a share of the short one's in the same turn, the median of the rounds */
    record Result(Side brief, Side full, double share) {}

    /** {@code size} tasks are claimed in each round: all that {@code brief} then holds. */
    ClaimRounds(ClaimQueue brief, ClaimQueue full, int size) {
        this.brief = brief;
        this.full = full;
        this.size = size;
    }

    /** One turn to warm up, and then those that count. */
    Result run() throws Exception {
        brief.database().execute("VACUUM (ANALYZE) tasks");
        full.database().execute("VACUUM (ANALYZE) tasks");
        Shell.run(List.of("sync"));
        long briefVacuums = brief.vacuums();
        long fullVacuums = full.vacuums();
        turn(brief, size);
        turn(full, 0);
        ClaimQueue.Round[] briefs = new ClaimQueue.Round[ROUNDS];
        ClaimQueue.Round[] fulls = new ClaimQueue.Round[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            briefs[i] = turn(brief, size);
            fulls[i] = turn(full, 0);
        }
        double[] shares = new double[ROUNDS];
        Arrays.setAll(shares, i -> claims(fulls[i]) / claims(briefs[i]));
        return new Result(
                side(briefs, brief.vacuums() - briefVacuums),
                side(fulls, full.vacuums() - fullVacuums),
                median(shares));
    }

    private ClaimQueue.Round turn(ClaimQueue queue, int submitted) throws SQLException {
        queue.submit(submitted);
        queue.database().execute("CHECKPOINT");
        return queue.claim(size);
    }

    private Side side(ClaimQueue.Round[] rounds, long vacuums) {
        return new Side(
                median(Stream.of(rounds).mapToDouble(this::claims).toArray()),
                median(Stream.of(rounds)
                        .mapToDouble(round -> size / (round.recording() / 1e9))
                        .toArray()),
                Samples.of(Stream.of(rounds)
                        .flatMapToLong(round -> LongStream.of(round.claims()))
                        .toArray()),
                vacuums);
    }

    private double claims(ClaimQueue.Round round) {
        return size / (LongStream.of(round.claims()).sum() / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
