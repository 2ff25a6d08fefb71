package dev.quern.node.server;

import dev.quern.sandbox.Sandbox;
import java.util.UUID;

/** The contract {@code fn}: HTTP on a unix socket that the function makes in a directory of its own. */
record FnAdapter() implements Adapter {
    @Override
    public Entrance open(UUID instance, Sandbox sandbox) {
        return new FnEntrance(instance, sandbox.sockets().orElseThrow());
    }
}
