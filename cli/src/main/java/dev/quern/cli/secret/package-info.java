/** {@code quern secret}. */
@NullMarked
package dev.quern.cli.secret;

import org.jspecify.annotations.NullMarked;
