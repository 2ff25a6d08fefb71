/** Commands that call functions and images, and look at calls. */
@NullMarked
package dev.quern.cli.call;

import org.jspecify.annotations.NullMarked;
