package dev.quern.images.pull;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The proxies of HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as container tools read them; never for this machine. */
final class EnvironmentProxy extends ProxySelector {
    private final Map<String, String> environment;

    EnvironmentProxy() {
        this(System.getenv());
    }

    EnvironmentProxy(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String proxy = variable(uri.getScheme() + "_proxy");
        if (proxy.isEmpty() || isExcepted(uri.getHost())) {
            return List.of(Proxy.NO_PROXY);
        }
        URI at = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
        int port = at.getPort() < 0 ? 80 : at.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(at.getHost(), port)));
    }

    private boolean isExcepted(String host) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            return true;
        }
        return Stream.of(variable("no_proxy").split(","))
                .map(entry -> entry.trim().replaceFirst("^\\*?\\.", ""))
                .anyMatch(entry ->
                        !entry.isEmpty() && (entry.equals("*") || host.equals(entry) || host.endsWith("." + entry)));
    }

    private String variable(String name) {
        String lower = environment.getOrDefault(name, "");
        return (lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower).trim();
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // The request that failed says so.
    }
}
