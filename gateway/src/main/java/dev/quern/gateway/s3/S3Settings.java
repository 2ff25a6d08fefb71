package dev.quern.gateway.s3;

import dev.quern.gateway.http.HttpSettings;
import java.util.Optional;

/**
 * The S3 listener.
 *
 * @param http where it listens
 * @param domain hosts below it are buckets ({@code BUCKET.DOMAIN}); empty for buckets in paths only
 */
public record S3Settings(HttpSettings http, Optional<String> domain) {}
