/**
 * From layers to a tree (OCI image-spec 1.1, layer.md). Layers are hostile: every operation is relative
 * to a directory beneath the tree's root, reached through no symbolic link, so that no entry and no order
 * of entries can write anywhere else.
 */
@NullMarked
package dev.quern.images.unpack;

import org.jspecify.annotations.NullMarked;
