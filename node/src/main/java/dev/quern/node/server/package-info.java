/** Servers in sandboxes that are kept for many calls: their life, their number, and the calls they get. */
@NullMarked
package dev.quern.node.server;

import org.jspecify.annotations.NullMarked;
