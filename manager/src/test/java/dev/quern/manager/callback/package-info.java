@NullMarked
package dev.quern.manager.callback;

import org.jspecify.annotations.NullMarked;
