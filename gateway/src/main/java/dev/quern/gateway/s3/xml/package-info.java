/** The little XML that S3 needs, read within bounds. */
@NullMarked
package dev.quern.gateway.s3.xml;

import org.jspecify.annotations.NullMarked;
