package dev.quern.gateway.call;

import dev.quern.gateway.http.Exchange;
import dev.quern.node.call.CallSpec;

/** One request to a function that is a server. */
@FunctionalInterface
public interface ServerAction {
    /**
     * Passes the request on and ends the exchange, later perhaps.
     *
     * @param target path and query as the server gets them
     */
    void serve(Exchange x, CallSpec spec, String target);
}
