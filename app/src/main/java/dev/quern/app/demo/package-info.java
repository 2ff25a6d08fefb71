/** {@code quern demo}: the main job on a fresh machine, from image archives to answers, over the public API alone. */
@NullMarked
package dev.quern.app.demo;

import org.jspecify.annotations.NullMarked;
