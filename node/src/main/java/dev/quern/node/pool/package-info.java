@NullMarked
package dev.quern.node.pool;

import org.jspecify.annotations.NullMarked;
