/** Secrets on their way into sandboxes. */
@NullMarked
package dev.quern.node.secret;

import org.jspecify.annotations.NullMarked;
