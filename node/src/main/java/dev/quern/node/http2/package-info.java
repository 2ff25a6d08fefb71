/** HTTP/2 in the clear, by prior knowledge, with the servers of functions. */
@NullMarked
package dev.quern.node.http2;

import org.jspecify.annotations.NullMarked;
