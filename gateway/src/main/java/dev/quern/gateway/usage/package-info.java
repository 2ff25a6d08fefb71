/** The usage ledger over HTTP. */
@NullMarked
package dev.quern.gateway.usage;

import org.jspecify.annotations.NullMarked;
