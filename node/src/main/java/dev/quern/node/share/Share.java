package dev.quern.node.share;

/** What one version has, and may have, of a bound. */
public record Share(Shares of, Holder holder) {
    /** False when that would be more than it may have now. */
    public boolean take(long units) {
        return of.take(holder, units);
    }

    public void giveBack(long units) {
        of.giveBack(holder, units);
    }
}
