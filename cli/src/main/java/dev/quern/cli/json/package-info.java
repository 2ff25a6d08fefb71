/** JSON by the adapters generated at compile time. */
@NullMarked
package dev.quern.cli.json;

import org.jspecify.annotations.NullMarked;
