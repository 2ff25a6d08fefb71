@NullMarked
package dev.quern.node.admission;

import org.jspecify.annotations.NullMarked;
