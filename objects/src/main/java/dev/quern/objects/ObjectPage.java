package dev.quern.objects;

import java.util.List;
import java.util.Optional;

/**
 * A part of a listing in the order of the keys' UTF-8 bytes.
 *
 * @param prefixes what objects have in common up to the delimiter, each once
 * @param next where the next page begins; empty on the last
 */
public record ObjectPage(List<ObjectInfo> objects, List<String> prefixes, Optional<String> next) {}
