/** The Runtime API of AWS Lambda, which the node serves inside the sandboxes of functions that poll it. */
@NullMarked
package dev.quern.node.lambda;

import org.jspecify.annotations.NullMarked;
