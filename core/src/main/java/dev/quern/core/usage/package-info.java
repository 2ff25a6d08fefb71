/** What executions used: the figures a bill is made of. */
@NullMarked
package dev.quern.core.usage;

import org.jspecify.annotations.NullMarked;
