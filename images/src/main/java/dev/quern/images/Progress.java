package dev.quern.images;

/** Told what goes on, one line at a time, on one of the threads that do the work. */
@FunctionalInterface
public interface Progress {
    Progress NONE = line -> {};

    void report(String line);
}
