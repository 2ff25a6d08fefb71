/** How images travel: OCI layouts, docker archives, their JSON (OCI image-spec 1.1) and compressions. */
@NullMarked
package dev.quern.images.oci;

import org.jspecify.annotations.NullMarked;
