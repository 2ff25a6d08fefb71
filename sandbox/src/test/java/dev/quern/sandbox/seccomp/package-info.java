@NullMarked
package dev.quern.sandbox.seccomp;

import org.jspecify.annotations.NullMarked;
