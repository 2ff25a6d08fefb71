package dev.quern.core.task;

import java.time.Instant;

/**
 * Where a task stood when its attempt began: what the verdict on the attempt depends on besides the attempt.
 *
 * @param failures attempts that failed by the function since it was submitted or last retried by hand
 * @param faults attempts that failed by the platform, likewise
 * @param retries how many failures may be followed by another attempt
 * @param expiresAt no attempt begins at this time or later
 */
public record Standing(int failures, int faults, int retries, Instant expiresAt) {}
