/** What monitoring reads: {@code GET /metrics}. */
@NullMarked
package dev.quern.gateway.metric;

import org.jspecify.annotations.NullMarked;
