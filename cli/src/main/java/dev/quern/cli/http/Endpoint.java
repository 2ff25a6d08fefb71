package dev.quern.cli.http;

import dev.quern.core.error.QuernException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A server's address: scheme, host, port and the path its routes stand below.
 *
 * @param path empty, or {@code /prefix} without a slash at the end
 * @param certificate a PEM file that is trusted instead of the system's authorities
 */
public record Endpoint(boolean tls, String host, int port, String path, Optional<Path> certificate) {
    private static final String FIX = "Write it like http://127.0.0.1:8080 or https://quern.example.com.";

    /** @throws QuernException invalid_argument when the text is no http or https URL */
    public static Endpoint parse(String url, Optional<Path> certificate) {
        URI uri;
        try {
            uri = new URI(url.trim());
        } catch (URISyntaxException e) {
            throw QuernException.invalid("'" + url + "' is not a URL", FIX);
        }
        String scheme = String.valueOf(uri.getScheme());
        if ((!scheme.equals("http") && !scheme.equals("https")) || uri.getHost() == null) {
            throw QuernException.invalid("'" + url + "' is not an http or https URL", FIX);
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw QuernException.invalid("A server's URL holds no user, query or fragment", FIX);
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return new Endpoint(tls, uri.getHost(), port, path, certificate);
    }

    /** The host as a socket takes it: an IPv6 address without its brackets. */
    String address() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether what is sent stays on this machine. */
    public boolean isLoopback() {
        String address = address();
        return address.equals("localhost") || address.startsWith("127.") || address.equals("::1");
    }

    /** The one spelling by which endpoints are compared and stored. */
    public String url() {
        boolean usual = port == (tls ? 443 : 80);
        return (tls ? "https://" : "http://") + host + (usual ? "" : ":" + port) + path;
    }
}
