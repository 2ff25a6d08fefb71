package dev.quern.cli.access;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.api.KeyCreated;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "rotate", description = "Give a key a new secret; it is printed once, on stdout.")
public final class KeyRotate implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The key's id; see 'quern key ls'.")
    String id = "";

    @Mixin
    KeyHandover handover = new KeyHandover();

    public KeyRotate(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        handover.check();
        handover.give(
                session, session.api().send("POST", "/v1/keys/" + Query.encode(id) + "/rotate", KeyCreated.class));
    }
}
