/** {@code quern doctor}: what this machine lacks, or has in a shape that hurts, and how to get it. */
@NullMarked
package dev.quern.app.doctor;

import org.jspecify.annotations.NullMarked;
