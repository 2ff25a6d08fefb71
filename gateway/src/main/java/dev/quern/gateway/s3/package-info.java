/** The S3 protocol on a listener of its own. */
@NullMarked
package dev.quern.gateway.s3;

import org.jspecify.annotations.NullMarked;
