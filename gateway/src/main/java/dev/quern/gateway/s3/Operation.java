package dev.quern.gateway.s3;

import java.io.IOException;

/**
 * Something a request can ask for.
 *
 * @param level what it is asked of
 * @param query the query parameter it is told by; empty for the one without
 */
public record Operation(String method, Target.Level level, String query, Action action) {
    /** Does it; checks what the key may do first. */
    @FunctionalInterface
    public interface Action {
        void run(S3Request request) throws IOException;
    }

    public static Operation service(String method, String query, Action action) {
        return new Operation(method, Target.Level.SERVICE, query, action);
    }

    public static Operation bucket(String method, String query, Action action) {
        return new Operation(method, Target.Level.BUCKET, query, action);
    }

    public static Operation object(String method, String query, Action action) {
        return new Operation(method, Target.Level.OBJECT, query, action);
    }

    boolean fits(Head head, Target target) {
        return method.equals(head.method())
                && level == target.level()
                && (query.isEmpty() || head.query().has(query));
    }
}
