package dev.quern.store.object;

import java.util.Optional;

/**
 * A range of keys in the order of their UTF-8 bytes.
 *
 * @param from where it begins
 * @param inclusive whether {@code from} itself is in it
 * @param before the first key behind it; empty when it goes to the end
 */
public record KeyRange(String from, boolean inclusive, Optional<String> before) {}
