/** Numbers of instances, and versions that take over step by step. */
@NullMarked
package dev.quern.gateway.release;

import org.jspecify.annotations.NullMarked;
