/** Images: pushing, pulling and unpacking them. */
@NullMarked
package dev.quern.bench.image;

import org.jspecify.annotations.NullMarked;
