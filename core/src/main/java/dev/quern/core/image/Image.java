package dev.quern.core.image;

import java.time.Instant;

/**
 * An image this installation holds.
 *
 * @param digest of the image manifest, {@code sha256:<64 hex>}: its only true name
 * @param sizeBytes of the unpacked tree
 */
public record Image(String digest, ImageConfig config, long sizeBytes, Instant loadedAt) {}
