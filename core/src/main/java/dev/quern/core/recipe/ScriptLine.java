package dev.quern.core.recipe;

/**
 * One or several lines of a build script.
 *
 * @param line where it begins in {@code quern.yaml}, from 1; the text's own lines follow from there
 */
public record ScriptLine(String text, int line) {}
