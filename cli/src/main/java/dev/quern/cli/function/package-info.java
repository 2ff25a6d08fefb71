/** Commands on functions, versions and aliases. */
@NullMarked
package dev.quern.cli.function;

import org.jspecify.annotations.NullMarked;
