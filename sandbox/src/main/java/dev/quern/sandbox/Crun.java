package dev.quern.sandbox;

import dev.quern.linux.Fd;
import java.nio.file.Path;
import java.util.List;

/** crun with its cgroup manager off: the node makes the cgroup, and the process is in it before crun starts. */
record Crun(InstalledRuntime installed) implements Runtime {
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
                "--cgroup-manager=disabled",
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
        return all;
    }

    @Override
    public boolean joinsByConfiguration() {
        return false;
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
