package dev.quern.cli.build;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import java.io.OutputStream;
import java.util.regex.Pattern;

/** Paths and the log of one build. */
final class Builds {
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F-]{36}");

    private Builds() {}

    static String path(String id) {
        if (!ID.matcher(id).matches()) {
            throw QuernException.invalid("'" + id + "' is not a build's id", "See 'quern build ls'.");
        }
        return "/v1/builds/" + id;
    }

    /** Copies the log to {@code out}, piece by piece as it comes. */
    static void log(Session session, String id, boolean follow, OutputStream out) {
        Query query = Query.of(path(id) + "/logs");
        if (follow) {
            query.add("follow", "true");
        }
        session.api().copy(query.toString(), out);
    }
}
