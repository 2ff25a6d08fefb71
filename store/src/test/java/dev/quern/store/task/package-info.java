@NullMarked
package dev.quern.store.task;

import org.jspecify.annotations.NullMarked;
