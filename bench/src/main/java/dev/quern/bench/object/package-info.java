/** The object store by its S3 listener, beside the plain file system. */
@NullMarked
package dev.quern.bench.object;

import org.jspecify.annotations.NullMarked;
