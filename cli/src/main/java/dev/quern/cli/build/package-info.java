/** {@code quern build}. */
@NullMarked
package dev.quern.cli.build;

import org.jspecify.annotations.NullMarked;
