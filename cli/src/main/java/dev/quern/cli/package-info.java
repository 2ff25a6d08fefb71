/** The command line: what a client command is made of, and the list of them. */
@NullMarked
package dev.quern.cli;

import org.jspecify.annotations.NullMarked;
