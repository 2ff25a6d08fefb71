package dev.quern.node.admission;

/**
 * Who asks for a place, and its own bounds.
 *
 * @param function what shares {@code concurrency} and {@code queue}: a function version, or an image
 * @param concurrency running calls of that at once, 0 for no bound of its own
 * @param queue calls of that which may wait
 * @param key the caller's key
 * @param keyLimit calls of the key that wait or run at once, 0 for no bound
 */
public record Claim(String function, int concurrency, int queue, String key, int keyLimit) {}
