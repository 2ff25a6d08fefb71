/**
 * The OCI registry without its protocol (distribution-spec 1.1): blobs and manifests in the object store,
 * what is known of them in the database, uploads in files.
 */
@NullMarked
package dev.quern.registry;

import org.jspecify.annotations.NullMarked;
