package dev.quern.sandbox.cgroup;

/** How a machine's cgroups are set up. */
public enum CgroupVersion {
    /** One tree with all controllers. */
    V2,
    /** A tree for each controller. */
    V1,
    /** v1 controllers, and a v2 tree without controllers that freezes and kills. */
    HYBRID
}
