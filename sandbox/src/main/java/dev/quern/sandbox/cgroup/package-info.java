/**
 * Control groups: one group for each sandbox, on v2, v1 and hybrid machines. {@link
 * dev.quern.sandbox.cgroup.Cgroups} finds out which it is and makes groups, {@link
 * dev.quern.sandbox.cgroup.Cgroup} is one of them.
 */
@NullMarked
package dev.quern.sandbox.cgroup;

import org.jspecify.annotations.NullMarked;
