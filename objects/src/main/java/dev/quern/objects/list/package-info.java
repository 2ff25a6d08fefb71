/** Listings: prefixes, delimiters and pages over anything that has keys in order. */
@NullMarked
package dev.quern.objects.list;

import org.jspecify.annotations.NullMarked;
