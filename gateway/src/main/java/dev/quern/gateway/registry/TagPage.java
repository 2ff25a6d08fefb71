package dev.quern.gateway.registry;

import io.avaje.jsonb.Json;
import java.util.List;

/** {@code …/tags/list}. */
@Json
record TagPage(String name, List<String> tags) {}
