/** What functions used, as a table, as CSV, and as a small plot. */
@NullMarked
package dev.quern.cli.usage;

import org.jspecify.annotations.NullMarked;
