package dev.quern.sandbox;

import dev.quern.linux.Fd;
import java.nio.file.Path;
import java.util.List;

/**
 * What crun and runc have in common.
 *
 * @param program a sealed copy in memory. A runtime makes one of itself at every start otherwise and executes
 *     itself again from that, lest a container overwrite it through /proc (CVE-2019-5736)
 * @param state the runtime's own records, a directory for each container; removing it is all that the
 *     runtime's delete does for a container that has ended and whose cgroup is not the runtime's
 */
record InstalledRuntime(String name, Fd program, String version, Path state) {
    List<String> leftovers() {
        return Trees.names(state);
    }

    void remove(String id) {
        Trees.delete(state.resolve(id));
    }
}
