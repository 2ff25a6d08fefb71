/** Small static C programs for tests, compiled once for each run of the tests. */
@NullMarked
package dev.quern.sandbox.programs;

import org.jspecify.annotations.NullMarked;
