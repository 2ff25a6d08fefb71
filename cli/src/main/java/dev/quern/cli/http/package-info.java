/** A small HTTP/1.1 client that reads the response while the request body is still being written (RFC 9112). */
@NullMarked
package dev.quern.cli.http;

import org.jspecify.annotations.NullMarked;
