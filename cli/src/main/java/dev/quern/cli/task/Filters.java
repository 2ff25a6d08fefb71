package dev.quern.cli.task;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tasks are meant. */
final class Filters {
    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "scheduled, queued, running, retrying, succeeded, failed, cancelled, expired or dead.")
    java.util.List<String> states = java.util.List.of();

    @Option(names = "--function", paramLabel = "FUNCTION", description = "Only tasks of this function.")
    @Nullable
    String function;

    @Option(
            names = "--since",
            paramLabel = "2h|TIME",
            description = "Only those submitted so long ago at most, or at or after a time (RFC 3339).")
    @Nullable
    String since;

    @Option(names = "--error", paramLabel = "CODE", description = "Only those whose last attempt ended in this error.")
    @Nullable
    String error;

    Query query(Session session, String path) {
        Query query = Query.of(path).add("namespace", session.namespace());
        states.forEach(state -> query.add("state", state));
        if (function != null) {
            query.add("function", session.ref(function).function().toString());
        }
        if (since != null) {
            query.add("since", instant(since).toString());
        }
        if (error != null) {
            query.add("error", error);
        }
        return query;
    }

    boolean isAny() {
        return !states.isEmpty() || function != null || since != null || error != null;
    }

    /** A time, or how long ago it was. */
    static Instant instant(String text) {
        try {
            return text.indexOf(':') >= 0
                    ? Instant.parse(text)
                    : Instant.now().minus(Durations.parse(text)).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException | ArithmeticException e) {
            throw QuernException.invalid(
                    "'" + text + "' is neither a duration nor a time", "Write 2h, 7d or 2026-01-31T12:00:00Z.");
        }
    }
}
