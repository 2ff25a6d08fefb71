@NullMarked
package dev.quern.node.log;

import org.jspecify.annotations.NullMarked;
