package dev.quern.node.egress;

/**
 * What the functions of one version did outside since the server's start.
 *
 * @param connections that were made
 * @param refused connections and names they may not have
 * @param full how many of those were refused since there were too many already
 * @param bytesOut from functions
 * @param bytesIn to functions
 */
public record EgressCount(long connections, long refused, long full, long bytesOut, long bytesIn) {}
