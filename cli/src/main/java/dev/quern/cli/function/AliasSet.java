package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.api.AliasBody;
import dev.quern.core.api.AliasPut;
import dev.quern.core.name.Ref;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "set", description = "Point an alias at a version; the alias is made if there is none.")
public final class AliasSet implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "REF", description = "[namespace/]name[:alias], live if no alias is named")
    String ref = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version's number.")
    int version;

    @Mixin
    TakeOver takeOver = new TakeOver();

    public AliasSet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Ref alias = session.ref(ref);
        AliasBody body = session.api().send("PUT", Routes.alias(alias), new AliasPut(version), AliasBody.class);
        takeOver.await(session, alias.function(), body.version());
        session.output().done(Views.ALIAS, body, alias + " is version " + body.version() + " now");
    }
}
