/**
 * The domain: functions, versions, images, calls, keys. No I/O here; every other module depends on
 * this one and this one on none.
 */
@NullMarked
package dev.quern.core;

import org.jspecify.annotations.NullMarked;
