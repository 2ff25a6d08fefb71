/** The contract of Fn: what its development kits (FDKs) take for a call, and what they answer. */
@NullMarked
package dev.quern.node.fn;

import org.jspecify.annotations.NullMarked;
