/** One run of the command line: its options and what follows from them. */
@NullMarked
package dev.quern.cli.session;

import org.jspecify.annotations.NullMarked;
