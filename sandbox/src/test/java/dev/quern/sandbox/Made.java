package dev.quern.sandbox;

import dev.quern.core.function.Mount;
import dev.quern.core.value.DataSize;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The sandboxes of one test, of the busybox image, destroyed after it. */
final class Made implements AfterEachCallback {
    static final DataSize MEMORY = DataSize.ofMebibytes(64);

    private final String runtime;
    private final List<Sandbox> sandboxes = new ArrayList<>();

    Made(String runtime) {
        this.runtime = runtime;
    }

    Sandbox sandbox() {
        return sandbox(1000, 1000, List.of());
    }

    Sandbox sandbox(int uid, int gid, List<Integer> groups) {
        return sandbox(new SandboxSpec(Shared.TREE, uid, gid, groups, MEMORY, List.of(), runtime));
    }

    Sandbox sandbox(int uid, Mount... mounts) {
        return sandbox(new SandboxSpec(Shared.TREE, uid, uid, List.of(), MEMORY, List.of(mounts), runtime));
    }

    Sandbox withFiles(int uid, String... files) {
        return sandbox(new SandboxSpec(
                Shared.TREE, uid, uid, List.of(), MEMORY, List.of(), runtime, List.of(files), false, false));
    }

    private Sandbox sandbox(SandboxSpec spec) {
        Sandbox sandbox = Shared.SANDBOXES.create(spec);
        sandboxes.add(sandbox);
        return sandbox;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        sandboxes.forEach(Sandbox::destroy);
    }
}
