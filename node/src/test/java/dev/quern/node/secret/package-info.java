@NullMarked
package dev.quern.node.secret;

import org.jspecify.annotations.NullMarked;
