/** Bounds of the node that all its functions draw on, and how much of them each may have. */
@NullMarked
package dev.quern.node.share;

import org.jspecify.annotations.NullMarked;
