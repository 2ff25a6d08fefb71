/**
 * Quern against its peers in one run on one machine. Everything goes through the product's own front
 * door: {@code ./quern up}, the command line, HTTP on loopback.
 */
@NullMarked
package dev.quern.bench;

import org.jspecify.annotations.NullMarked;
