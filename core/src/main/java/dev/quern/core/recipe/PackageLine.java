package dev.quern.core.recipe;

/**
 * A package of the base's own package manager.
 *
 * @param line where it stands in {@code quern.yaml}, from 1
 */
public record PackageLine(String name, int line) {}
