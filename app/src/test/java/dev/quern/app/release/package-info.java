/** Versions that take over from others, and numbers of instances, on a whole server. */
@NullMarked
package dev.quern.app.release;

import org.jspecify.annotations.NullMarked;
