@NullMarked
package dev.quern.gateway.s3.checksum;

import org.jspecify.annotations.NullMarked;
