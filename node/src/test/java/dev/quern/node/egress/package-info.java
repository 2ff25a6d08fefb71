@NullMarked
package dev.quern.node.egress;

import org.jspecify.annotations.NullMarked;
