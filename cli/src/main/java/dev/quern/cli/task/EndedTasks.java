package dev.quern.cli.task;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tasks that ended without success: some by their ids, or all that a filter lets through. */
final class EndedTasks {
    @Parameters(arity = "0..*", paramLabel = "TASK", description = "Ids; or say which with --state.")
    List<String> ids = List.of();

    @Mixin
    Filters filters = new Filters();

    @Option(names = "--error", paramLabel = "CODE", description = "Only those whose last attempt ended in this error.")
    @Nullable
    String error;

    /** Whether ids are meant, and not a filter. */
    boolean areNamed() {
        boolean filtered = filters.isAny() || error != null;
        if (filtered && (!ids.isEmpty() || filters.states.isEmpty())) {
            throw QuernException.invalid(
                    "Name the tasks by their ids, or by --state with other filters",
                    "For example: --state dead --function thumbnail --since 2h");
        }
        if (!filtered && ids.isEmpty()) {
            throw QuernException.invalid("No task is named", "Give ids, or --state dead for all dead ones.");
        }
        return !filtered;
    }

    Query query(Session session, String path) {
        Query query = filters.query(session, path);
        if (error != null) {
            query.add("error", error);
        }
        return query;
    }
}
