package dev.quern.manager.callback;

import dev.quern.core.address.Addresses;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Where a notification goes.
 *
 * @param host as it stands in the URL, without brackets
 * @param path with the query, as it stands in the URL
 */
record CallbackTarget(boolean tls, String host, int port, String path) {
    /** @throws QuernException invalid_argument */
    static CallbackTarget parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw QuernException.invalid("The callback's URL is none: " + e.getReason());
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (!Set.of("http", "https").contains(scheme) || host == null || uri.getRawUserInfo() != null) {
            throw QuernException.invalid("A callback's URL is http:// or https:// with a host, and no user in it");
        }
        boolean tls = scheme.equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new CallbackTarget(tls, bare.toLowerCase(Locale.ROOT), port, path + query);
    }

    /** For the Host header, and what {@code callback.allow} names. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * An address of the host that may be called. It is the one to connect to: a second look-up might answer
     * something else (DNS rebinding).
     *
     * @param allow authorities whose address may be any
     * @throws QuernException forbidden, or unavailable when the host is unknown
     */
    InetSocketAddress address(Set<String> allow) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .filter(address -> allow.contains(authority()) || Addresses.mayBeReached(address))
                    .findFirst()
                    .map(address -> new InetSocketAddress(address, port))
                    .orElseThrow(() -> new QuernException(
                            ErrorCode.FORBIDDEN,
                            "Callbacks may not go to " + authority(),
                            "An administrator can list it in callback.allow."));
        } catch (UnknownHostException e) {
            throw new QuernException(ErrorCode.UNAVAILABLE, "The host " + host + " is not known", null, e);
        }
    }
}
