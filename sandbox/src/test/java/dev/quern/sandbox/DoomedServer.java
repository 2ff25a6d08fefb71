package dev.quern.sandbox;

import java.nio.file.Path;
import java.util.List;

/** A server to be killed: runs calls in some sandboxes, keeps others ready, and says so. */
final class DoomedServer {
    private DoomedServer() {}

    static void main(String[] args) throws Exception {
        Sandboxes sandboxes = Sandboxes.open(SandboxSettings.of(Path.of(args[0])));
        SandboxSpec spec = new SandboxSpec(Path.of(args[1]), 1000, 1000, List.of(), Made.MEMORY, List.of(), args[2]);
        for (int i = 0; i < 8; i++) {
            Sandbox sandbox = sandboxes.create(spec);
            if (i % 2 == 0) {
                sandbox.run(
                        new Command(List.of("sh", "-c", "trap '' TERM; while :; do sleep 1; done"), Calls.ENV, "/"));
            }
        }
        System.out.println("running");
        Thread.sleep(Long.MAX_VALUE);
    }
}
