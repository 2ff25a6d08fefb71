@NullMarked
package dev.quern.gateway.task;

import org.jspecify.annotations.NullMarked;
