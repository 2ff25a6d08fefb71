@NullMarked
package dev.quern.objects.disk;

import org.jspecify.annotations.NullMarked;
