@NullMarked
package dev.quern.core.task;

import org.jspecify.annotations.NullMarked;
