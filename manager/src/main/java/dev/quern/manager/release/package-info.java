/** Moves rollouts on by themselves. */
@NullMarked
package dev.quern.manager.release;

import org.jspecify.annotations.NullMarked;
