/** Which server a command talks to and with which key, and typed requests to it. */
@NullMarked
package dev.quern.cli.server;

import org.jspecify.annotations.NullMarked;
