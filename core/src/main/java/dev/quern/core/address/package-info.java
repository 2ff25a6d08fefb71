/** Which network addresses may be connected to on somebody's behalf. */
@NullMarked
package dev.quern.core.address;

import org.jspecify.annotations.NullMarked;
