/** Objects that come in parts. */
@NullMarked
package dev.quern.gateway.s3.multipart;

import org.jspecify.annotations.NullMarked;
