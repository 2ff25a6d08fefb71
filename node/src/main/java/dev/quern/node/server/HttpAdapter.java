package dev.quern.node.server;

import dev.quern.core.function.Serving;
import dev.quern.sandbox.Sandbox;
import java.util.UUID;

/** The contract {@code http}: a server on a port of the sandbox's own loopback. */
record HttpAdapter(Serving serving) implements Adapter {
    @Override
    public Entrance open(UUID instance, Sandbox sandbox) {
        return new HttpEntrance(serving, sandbox);
    }
}
