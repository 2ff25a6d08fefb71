package dev.quern.cli.server;

import dev.quern.cli.http.Endpoint;

/** A server and the key shown to it. */
public record Target(Endpoint endpoint, String key) {
    @Override
    public String toString() {
        return endpoint.url();
    }
}
