/**
 * The JSON bodies of the HTTP API, one record each, shared by the gateway and the command line.
 * Times are RFC 3339 UTC, sizes bytes, durations milliseconds with the unit in the name. An absent
 * field is null here and left out on the wire.
 */
@NullMarked
package dev.quern.core.api;

import org.jspecify.annotations.NullMarked;
