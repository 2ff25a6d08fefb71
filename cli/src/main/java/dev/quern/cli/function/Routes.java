package dev.quern.cli.function;

import dev.quern.cli.http.Query;
import dev.quern.cli.server.Api;
import dev.quern.cli.server.Paging;
import dev.quern.core.api.VersionBody;
import dev.quern.core.api.VersionPage;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Ref;
import dev.quern.core.name.Selector;
import java.util.List;

/** The routes below one function. Names are checked, so they need no encoding. */
public final class Routes {
    private Routes() {}

    public static String of(FunctionName function) {
        return "/v1/functions/" + function.namespace() + "/" + function.name();
    }

    static String version(Ref ref) {
        if (ref.selector() instanceof Selector.Number n) {
            return of(ref.function()) + "/versions/" + n.version();
        }
        throw QuernException.invalid(
                "'" + ref.function() + "' names no version", "Write " + ref.function() + "@N; see 'quern version ls'.");
    }

    static String alias(Ref ref) {
        return of(ref.function()) + "/aliases/" + aliasName(ref);
    }

    static String aliasName(Ref ref) {
        if (ref.selector() instanceof Selector.Alias a) {
            return a.alias();
        }
        throw QuernException.invalid("'" + ref + "' names no alias", "Write " + ref.function() + ":ALIAS.");
    }

    static List<VersionBody> versions(Api api, FunctionName function, int most) {
        return Paging.list(
                api,
                () -> Query.of(of(function) + "/versions"),
                most,
                VersionPage.class,
                VersionPage::items,
                VersionPage::next);
    }
}
