/** HTTP/1.1 to the servers in sandboxes. */
@NullMarked
package dev.quern.node.http;

import org.jspecify.annotations.NullMarked;
