package dev.quern.bench.task;

/**
 * How much of everything.
 *
 * @param seconds each rate is measured for
 * @param lines of a batch submitted in one request
 * @param jobs executed from end to end, ours and the peers'
 * @param paced single submits to an idle node
 * @param waiting in the full queue
 * @param finishedADay for each of 30 days
 */
record Sizes(int seconds, int lines, int jobs, int paced, int waiting, int finishedADay) {
    static final Sizes FULL = new Sizes(10, 500_000, 20_000, 300, 5_000_000, 333_334);
    /** To see that everything works. */
    static final Sizes SMALL = new Sizes(2, 20_000, 2_000, 50, 200_000, 5_000);
}
