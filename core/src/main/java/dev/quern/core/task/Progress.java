package dev.quern.core.task;

/**
 * What a running function last said of itself.
 *
 * @param percent 0 to 100
 */
public record Progress(int percent, String message) {}
