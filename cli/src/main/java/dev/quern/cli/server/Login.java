package dev.quern.cli.server;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * One server a user has logged in to.
 *
 * @param key the bearer key
 * @param certificate a PEM file to trust instead of the system's authorities
 */
@Json
public record Login(String url, String key, @Nullable String certificate) {}
