/**
 * What a function may ask the kernel for: an allow-list of Quern's own, compiled to classic BPF. {@link
 * dev.quern.sandbox.seccomp.SeccompFilter} is the way in; the list is {@code policy.txt} among the
 * resources.
 */
@NullMarked
package dev.quern.sandbox.seccomp;

import org.jspecify.annotations.NullMarked;
