@NullMarked
package dev.quern.manager.task;

import org.jspecify.annotations.NullMarked;
