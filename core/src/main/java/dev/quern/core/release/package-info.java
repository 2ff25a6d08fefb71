/** Rollouts: how a version takes over from another step by step, and when it does not. */
@NullMarked
package dev.quern.core.release;

import org.jspecify.annotations.NullMarked;
