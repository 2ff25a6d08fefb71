package dev.quern.gateway.http;

import dev.quern.core.access.Principal;
import dev.quern.core.name.FunctionName;

/**
 * Who calls, and the bounds of the key.
 *
 * @param maxRunning calls of this key that wait or run at once on a node; 0 for no bound
 */
public record Caller(Principal principal, int maxRunning) {
    /** Where names without a namespace are looked up. */
    public String defaultNamespace() {
        return principal.namespace().equals(Principal.EVERYWHERE)
                ? FunctionName.DEFAULT_NAMESPACE
                : principal.namespace();
    }
}
