package dev.quern.node.server;

import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.util.UUID;

/** How the node speaks with the containers of one version: what its contract asks for. */
interface Adapter {
    /** Before the container's program starts. */
    Entrance open(UUID instance, Sandbox sandbox) throws IOException;
}
