package dev.quern.node.server;

import dev.quern.node.http.HttpLoop;
import dev.quern.node.lambda.Identity;
import dev.quern.node.share.Share;
import dev.quern.sandbox.Sandbox;
import java.io.IOException;
import java.util.UUID;

/** The contract {@code lambda}: the node serves the Runtime API inside the sandbox, and the function polls it. */
record LambdaAdapter(Identity function, Share room, HttpLoop loop) implements Adapter {
    @Override
    public Entrance open(UUID instance, Sandbox sandbox) throws IOException {
        return LambdaEntrance.open(function, room, loop, sandbox);
    }
}
