/** Results on stdout as tables, JSON or names; progress and errors on stderr. */
@NullMarked
package dev.quern.cli.output;

import org.jspecify.annotations.NullMarked;
