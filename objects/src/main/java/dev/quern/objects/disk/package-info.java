/** Objects on a disk of this machine: rows in the database, bytes in files. */
@NullMarked
package dev.quern.objects.disk;

import org.jspecify.annotations.NullMarked;
