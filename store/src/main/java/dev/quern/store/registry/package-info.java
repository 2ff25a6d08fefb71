/** What the OCI registry knows of its repositories: manifests, tags, blobs and uploads. */
@NullMarked
package dev.quern.store.registry;

import org.jspecify.annotations.NullMarked;
