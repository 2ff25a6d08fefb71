package dev.quern.cli.server;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * {@code DATA/server.json}: what a running server tells clients on its machine.
 *
 * @param certificate a PEM file to trust, when the server made its certificate itself
 */
@Json
record ServerFile(String url, @Nullable Long pid, @Nullable String certificate) {}
