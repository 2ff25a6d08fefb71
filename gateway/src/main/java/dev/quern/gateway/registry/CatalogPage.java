package dev.quern.gateway.registry;

import io.avaje.jsonb.Json;
import java.util.List;

/** {@code /v2/_catalog}. */
@Json
record CatalogPage(List<String> repositories) {}
