package dev.quern.node.call;

import java.util.UUID;

/**
 * Which execution of a durable task a call is.
 *
 * @param number 1 and up
 */
public record TaskAttempt(UUID task, int number) {}
