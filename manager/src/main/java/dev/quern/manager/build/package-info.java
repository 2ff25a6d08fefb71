/** Building images from directories: a queue, buildah in namespaces of its own, and what comes of it. */
@NullMarked
package dev.quern.manager.build;

import org.jspecify.annotations.NullMarked;
