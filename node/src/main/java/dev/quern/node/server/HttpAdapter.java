package dev.quern.node.server;

import dev.quern.core.function.Serving;
import dev.quern.node.http2.Http2Client;
import dev.quern.sandbox.Sandbox;
import java.util.UUID;

/** The contract {@code http}: a server on a port of the sandbox's own loopback. */
record HttpAdapter(Serving serving, Http2Client http2) implements Adapter {
    @Override
    public Entrance open(UUID instance, Sandbox sandbox) {
        Dialect dialect = serving.h2c() ? new Http2Dialect(http2) : new Http1Dialect();
        return new HttpEntrance(serving, dialect, sandbox);
    }
}
