package dev.quern.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * What crun and runc have in common.
 *
 * @param program absolute path
 * @param state the runtime's own records, a directory for each container; removing it is all that the
 *     runtime's delete does for a container that has ended and whose cgroup is not the runtime's
 */
record InstalledRuntime(String name, Path program, String version, Path state) {
    List<String> leftovers() {
        return Trees.names(state);
    }

    void remove(String id) {
        Trees.delete(state.resolve(id));
    }
}
