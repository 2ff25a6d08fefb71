package dev.quern.core.recipe;

/**
 * Files of the directory that go into the image.
 *
 * @param source beneath the directory, {@code .} for all of it
 * @param target in the image; below the working directory unless it begins with a slash
 * @param line where it stands in {@code quern.yaml}, from 1
 */
public record CopyLine(String source, String target, int line) {}
