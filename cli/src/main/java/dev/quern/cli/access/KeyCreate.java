package dev.quern.cli.access;

import dev.quern.cli.session.Session;
import dev.quern.core.access.Role;
import dev.quern.core.api.KeyCreated;
import dev.quern.core.api.KeyPut;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = "Make a key. It is printed once, on stdout; -n names the namespace it may touch.")
public final class KeyCreate implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "What it is for.")
    String name = "";

    @Option(
            names = "--role",
            paramLabel = "admin|developer|invoker",
            description = "What it may do (default ${DEFAULT-VALUE}).")
    String role = "invoker";

    @Option(names = "--max-running", paramLabel = "N", description = "Calls of this key that wait or run at once.")
    @Nullable
    Integer maxRunning;

    @Mixin
    KeyHandover handover = new KeyHandover();

    public KeyCreate(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        handover.check();
        Role parsed = Role.parse(role);
        // An admin key belongs to no namespace.
        String namespace = parsed == Role.ADMIN ? null : session.namespace();
        KeyPut put = new KeyPut(name, parsed.wire(), namespace, maxRunning);
        handover.give(session, session.api().send("POST", "/v1/keys", put, KeyCreated.class));
    }
}
