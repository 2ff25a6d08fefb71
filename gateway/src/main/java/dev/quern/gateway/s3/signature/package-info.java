/** AWS Signature Version 4, in headers, in the query and around chunks. */
@NullMarked
package dev.quern.gateway.s3.signature;

import org.jspecify.annotations.NullMarked;
