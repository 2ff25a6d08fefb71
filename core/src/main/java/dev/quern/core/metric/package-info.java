/** What is counted of calls while they end, to be compared or shown. */
@NullMarked
package dev.quern.core.metric;

import org.jspecify.annotations.NullMarked;
