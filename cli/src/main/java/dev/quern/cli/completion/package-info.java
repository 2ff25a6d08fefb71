/** Completion scripts for shells. */
@NullMarked
package dev.quern.cli.completion;

import org.jspecify.annotations.NullMarked;
