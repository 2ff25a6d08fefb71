@NullMarked
package dev.quern.objects.list;

import org.jspecify.annotations.NullMarked;
