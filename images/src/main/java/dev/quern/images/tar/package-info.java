/**
 * Tar streams as images use them (POSIX.1-2017 pax, ustar, GNU tar's manual "Basic Tar Format").
 *
 * <p>Own code instead of commons-compress for three reasons: names and attribute values of an image
 * are bytes (a {@code security.capability} is no text, and pax fields decoded as UTF-8 lose it); every
 * length a header claims is bounded before it allocates; and sparse files of all four kinds are read
 * from a stream.
 */
@NullMarked
package dev.quern.images.tar;

import org.jspecify.annotations.NullMarked;
