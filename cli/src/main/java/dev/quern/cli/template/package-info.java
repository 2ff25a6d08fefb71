/** Function directories to start from: {@code quern function init}. */
@NullMarked
package dev.quern.cli.template;

import org.jspecify.annotations.NullMarked;
