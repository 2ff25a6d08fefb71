/** Who may do what with whose buckets. */
@NullMarked
package dev.quern.gateway.s3.policy;

import org.jspecify.annotations.NullMarked;
