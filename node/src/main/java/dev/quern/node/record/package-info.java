@NullMarked
package dev.quern.node.record;

import org.jspecify.annotations.NullMarked;
