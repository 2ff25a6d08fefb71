/** HTTP between clients and the servers of functions. */
@NullMarked
package dev.quern.gateway.server;

import org.jspecify.annotations.NullMarked;
