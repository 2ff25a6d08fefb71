/**
 * The kernel by the FFM API: the only place that calls libc. One thin method for each call, errno as
 * {@link dev.quern.linux.LinuxException}; policy lives in the modules that use it.
 */
@NullMarked
package dev.quern.linux;

import org.jspecify.annotations.NullMarked;
