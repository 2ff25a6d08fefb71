package dev.quern.node.share;

/**
 * Who has something of a bound.
 *
 * @param version of a function, as {@code namespace/name@number}, or whatever else is one to its node
 */
public record Holder(String namespace, String version) {}
