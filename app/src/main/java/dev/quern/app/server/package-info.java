@NullMarked
package dev.quern.app.server;

import org.jspecify.annotations.NullMarked;
