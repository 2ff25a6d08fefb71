package dev.quern.gateway.http;

import dev.quern.core.error.QuernException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how the gateway listens.
 *
 * @param insecure allows listening beyond loopback without TLS
 */
public record HttpSettings(String host, int port, Optional<TlsFiles> tls, boolean insecure) {
    /** A certificate chain and its key, both PEM. */
    public record TlsFiles(Path certificate, Path key) {}

    public HttpSettings {
        if (tls.isEmpty() && !insecure && !isLoopback(host)) {
            throw QuernException.invalid(
                    "Listening on " + host + " reaches beyond this machine and needs TLS",
                    "Give --tls-cert FILE and --tls-key FILE, or --insecure if something else protects the network.");
        }
    }

    /** Parses {@code HOST:PORT}, {@code [::1]:PORT} or {@code :PORT} (loopback). Port 0 takes a free one. */
    public static InetSocketAddress parse(String text) {
        try {
            URI uri = URI.create("tcp://" + (text.startsWith(":") ? "127.0.0.1" + text : text));
            if (uri.getHost() != null && uri.getPort() >= 0 && uri.getPort() <= 65535) {
                return InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw QuernException.invalid(
                "'" + text + "' is not an address to listen on", "Write HOST:PORT, for example 127.0.0.1:8080.");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw QuernException.invalid("'" + host + "' is not a host name of this machine");
        }
    }
}
