package dev.quern.images;

/** Told what goes on, one line at a time, on the thread that does the work. */
@FunctionalInterface
public interface Progress {
    Progress NONE = line -> {};

    void report(String line);
}
