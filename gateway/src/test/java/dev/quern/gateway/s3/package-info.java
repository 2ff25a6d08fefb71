@NullMarked
package dev.quern.gateway.s3;

import org.jspecify.annotations.NullMarked;
