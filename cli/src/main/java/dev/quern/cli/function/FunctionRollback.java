package dev.quern.cli.function;

import dev.quern.cli.http.Query;
import dev.quern.cli.server.Paging;
import dev.quern.cli.session.Session;
import dev.quern.core.api.AliasBody;
import dev.quern.core.api.AliasPage;
import dev.quern.core.api.AliasPut;
import dev.quern.core.api.VersionBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Ref;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rollback", description = "Point live (or the alias named) at the version before its present one.")
public final class FunctionRollback implements Runnable {
    private static final int MOST = 100_000;
    private final Session session;

    @Parameters(paramLabel = "REF", description = "[namespace/]name[:alias]")
    String function = "";

    @Option(names = "--to", paramLabel = "VERSION", description = "This version instead.")
    @Nullable
    Integer to;

    public FunctionRollback(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Ref ref = session.ref(function);
        String route = Routes.alias(ref);
        int version = to != null ? to : before(ref, present(ref));
        AliasBody alias = session.api().send("PUT", route, new AliasPut(version), AliasBody.class);
        session.output().done(Views.ALIAS, alias, ref + " is version " + alias.version() + " now");
    }

    private int present(Ref ref) {
        String alias = ref.selector().toString();
        return Paging.list(
                        session.api(),
                        () -> Query.of(Routes.of(ref.function()) + "/aliases"),
                        MOST,
                        AliasPage.class,
                        AliasPage::items,
                        AliasPage::next)
                .stream()
                .filter(a -> a.alias().equals(alias))
                .mapToInt(AliasBody::version)
                .findFirst()
                .orElseThrow(() -> new QuernException(
                        ErrorCode.ALIAS_NOT_FOUND, ref + " points at no version", "Name one with --to VERSION."));
    }

    private int before(Ref ref, int present) {
        return Routes.versions(session.api(), ref.function(), MOST).stream()
                .mapToInt(VersionBody::version)
                .filter(v -> v < present)
                .max()
                .orElseThrow(() -> new QuernException(
                        ErrorCode.VERSION_NOT_FOUND,
                        ref + " is version " + present + " and there is none before it",
                        "See 'quern version ls " + ref.function() + "'."));
    }
}
