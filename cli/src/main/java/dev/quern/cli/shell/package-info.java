/** What a command has from the shell that started it. */
@NullMarked
package dev.quern.cli.shell;

import org.jspecify.annotations.NullMarked;
