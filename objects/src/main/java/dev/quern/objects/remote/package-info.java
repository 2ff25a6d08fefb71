/** Objects in a remote S3 store. */
@NullMarked
package dev.quern.objects.remote;

import org.jspecify.annotations.NullMarked;
