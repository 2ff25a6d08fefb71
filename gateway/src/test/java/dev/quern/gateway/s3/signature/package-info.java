@NullMarked
package dev.quern.gateway.s3.signature;

import org.jspecify.annotations.NullMarked;
