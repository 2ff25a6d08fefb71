@NullMarked
package dev.quern.gateway.http;

import org.jspecify.annotations.NullMarked;
