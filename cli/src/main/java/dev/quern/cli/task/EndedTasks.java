package dev.quern.cli.task;

import dev.quern.core.error.QuernException;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tasks that ended without success: some by their ids, or all that a filter lets through. */
final class EndedTasks {
    @Parameters(arity = "0..*", paramLabel = "TASK", description = "Ids; or say which with --state.")
    List<String> ids = List.of();

    @Mixin
    Filters filters = new Filters();

    /** Whether ids are meant, and not a filter. */
    boolean areNamed() {
        boolean filtered = filters.isAny();
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
}
