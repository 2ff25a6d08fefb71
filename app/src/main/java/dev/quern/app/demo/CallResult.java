package dev.quern.app.demo;

import dev.quern.core.api.CallBody;

/**
 * A call as its caller saw it and as Quern recorded it.
 *
 * @param what function and arguments
 * @param output the response body, empty if the call failed
 */
record CallResult(String what, byte[] output, CallBody call) {
    boolean succeeded() {
        return call.state().equals("succeeded");
    }
}
