package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.api.AliasBody;
import dev.quern.core.api.AliasPut;
import dev.quern.core.name.Ref;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rollback", description = "Point live (or the alias named) at what it named before; ends a rollout.")
public final class FunctionRollback implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "REF", description = "[namespace/]name[:alias]")
    String function = "";

    @Option(names = "--to", paramLabel = "VERSION", description = "This version instead.")
    @Nullable
    Integer to;

    @Mixin
    TakeOver takeOver = new TakeOver();

    public FunctionRollback(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Ref ref = session.ref(function);
        String route = Routes.alias(ref);
        AliasBody alias = to == null
                ? session.api().send("POST", route + "/rollback", AliasBody.class)
                : session.api().send("PUT", route, AliasPut.to(to), AliasBody.class);
        takeOver.await(session, ref.function(), alias.version());
        session.output().done(Views.ALIAS, alias, ref + " is version " + alias.version() + " now");
    }
}
