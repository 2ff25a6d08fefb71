package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where this server's groups live on this machine. A home is the directory {@code quern/INSTANCE} of one
 * hierarchy; a group is a directory of the same name in each home.
 */
interface Layout {
    CgroupVersion version();

    /** The homes a sandbox's processes join. */
    List<Path> homes();

    /** Other places where directories of the same name may be: made by a runtime, or under an earlier layout. */
    List<Path> strays();

    /** The home as seen from the mount, the same in each hierarchy. */
    String homePath();

    void limit(String id, Limits limits) throws IOException;

    Meter meter(String id);

    Grip grip(String id);
}
