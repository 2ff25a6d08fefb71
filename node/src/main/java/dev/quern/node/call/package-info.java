@NullMarked
package dev.quern.node.call;

import org.jspecify.annotations.NullMarked;
