package dev.quern.sandbox;

import dev.quern.linux.Fd;
import java.nio.file.Path;
import java.util.List;

/**
 * runc, which cannot leave cgroups alone: it is told the path of the node's group and joins it. It knows
 * nothing of the v2 tree of a hybrid machine, so that one is joined before. Its own threads and memory
 * stay out of the others.
 */
record Runc(InstalledRuntime installed) implements Runtime {
    @Override
    public String name() {
        return installed.name();
    }

    @Override
    public String version() {
        return installed.version();
    }

    @Override
    public Fd program() {
        return installed.program();
    }

    @Override
    public List<String> startCommand(String id, Path bundle) {
        return List.of(
                installed.name(),
                "--root",
                installed.state().toString(),
                "run",
                "--detach",
                "--preserve-fds=1",
                "--no-new-keyring",
                "--bundle",
                bundle.toString(),
                id);
    }

    @Override
    public Entry joinFirst(Entry all) {
        return all.tasks().isEmpty() ? Entry.NONE : new Entry(all.unified(), List.of());
    }

    @Override
    public boolean joinsByConfiguration() {
        return true;
    }

    @Override
    public List<String> leftovers() {
        return installed.leftovers();
    }

    @Override
    public void remove(String id) {
        installed.remove(id);
    }
}
