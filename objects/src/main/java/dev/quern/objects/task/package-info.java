/** Tasks' bodies in the object store. */
@NullMarked
package dev.quern.objects.task;

import org.jspecify.annotations.NullMarked;
