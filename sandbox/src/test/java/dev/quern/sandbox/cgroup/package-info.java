@NullMarked
package dev.quern.sandbox.cgroup;

import org.jspecify.annotations.NullMarked;
