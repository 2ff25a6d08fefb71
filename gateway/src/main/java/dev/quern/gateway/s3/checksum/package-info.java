/** The checksums today's S3 clients send, compared while the bytes pass. */
@NullMarked
package dev.quern.gateway.s3.checksum;

import org.jspecify.annotations.NullMarked;
