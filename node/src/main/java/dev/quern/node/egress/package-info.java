/**
 * The way out of sandboxes: what a function connects to is redirected, in its own network, to a socket of the node,
 * which connects there for it if it may.
 */
@NullMarked
package dev.quern.node.egress;

import org.jspecify.annotations.NullMarked;
