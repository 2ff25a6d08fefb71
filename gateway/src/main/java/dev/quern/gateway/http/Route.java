package dev.quern.gateway.http;

/**
 * One row of the route table.
 *
 * @param method or {@link #ANY}
 * @param template as in the documents: {@code /v1/functions/{ns}/{name}/calls}; a last part that ends in {@code ...}
 *     stands for any number of parts
 * @param waits whether the action may wait, for the store or for anything; it runs on a virtual thread then,
 *     otherwise on the HTTP server's own
 */
public record Route(String method, String template, Action action, boolean waits) {
    public static final String ANY = "ANY";

    public Route(String method, String template, Action action) {
        this(method, template, action, true);
    }

    /** What a route does. Exceptions become error answers; the action ends the exchange otherwise. */
    @FunctionalInterface
    public interface Action {
        void handle(Exchange exchange) throws Exception;
    }
}
