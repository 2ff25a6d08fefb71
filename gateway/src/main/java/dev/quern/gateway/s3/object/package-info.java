/** What is done to objects. */
@NullMarked
package dev.quern.gateway.s3.object;

import org.jspecify.annotations.NullMarked;
