@NullMarked
package dev.quern.node;

import org.jspecify.annotations.NullMarked;
