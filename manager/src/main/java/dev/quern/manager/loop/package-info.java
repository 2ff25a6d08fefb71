/** Things done again and again. */
@NullMarked
package dev.quern.manager.loop;

import org.jspecify.annotations.NullMarked;
