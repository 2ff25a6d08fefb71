package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * How many instances (of a server) or ready sandboxes a version has.
 *
 * @param set the absolute number it was given; absent while the number follows use
 * @param expected that number, or what is kept at least
 * @param actual those there are
 */
@Json
public record ScaleBody(int version, @Nullable Integer set, int expected, int actual) {}
