/** What a call needs to know, in memory: a synchronous call asks no database. */
@NullMarked
package dev.quern.gateway.routing;

import org.jspecify.annotations.NullMarked;
