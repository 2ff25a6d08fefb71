package dev.quern.store.sql;

import dev.quern.core.error.QuernException;
import dev.quern.store.postgres.UnixSocketFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where PostgreSQL is: libpq's {@code postgresql://user:password@host:port/database?sslmode=verify-full},
 * also with {@code ?host=/run/postgresql} for a unix socket (PostgreSQL manual 32.1.1.2), or the driver's
 * own {@code jdbc:postgresql://…}. Holds a password, so it is never printed.
 */
public final class StoreUrl {
    private static final String SOCKET_NAME = ".s.PGSQL.";

    private final String jdbc;

    private StoreUrl(String jdbc) {
        this.jdbc = jdbc;
    }

    /** The embedded server's. */
    public static StoreUrl ofSocket(Path socket) {
        return new StoreUrl("jdbc:postgresql://localhost/postgres?"
                + query(withSocket(new LinkedHashMap<>(Map.of("user", "quern")), socket)));
    }

    public static StoreUrl parse(String text) {
        String url = text.strip();
        if (url.startsWith("jdbc:postgresql:")) {
            if (Driver.parseURL(url, null) == null) {
                throw refused();
            }
            return new StoreUrl(url);
        }
        try {
            return libpq(new URI(url.replaceFirst("^postgres:", "postgresql:")));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw refused();
        }
    }

    private static StoreUrl libpq(URI uri) {
        if (!"postgresql".equals(uri.getScheme()) || uri.isOpaque()) {
            throw refused();
        }
        Map<String, String> options = options(uri);
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String[] user = authority.substring(0, at).split(":", 2);
            options.put("user", decoded(user[0]));
            if (user.length == 2) {
                options.put("password", decoded(user[1]));
            }
        }
        String host = authority.substring(at + 1);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String directory = options.remove("host");
        if (directory != null) {
            String port = options.getOrDefault("port", "5432");
            withSocket(options, Path.of(directory, SOCKET_NAME + port));
        }
        options.remove("port");
        String database = path.length() > 1 ? path : "/" + options.getOrDefault("user", "postgres");
        return new StoreUrl(
                "jdbc:postgresql://" + (host.isEmpty() ? "localhost" : host) + database + "?" + query(options));
    }

    private static Map<String, String> options(URI uri) {
        Map<String, String> options = new LinkedHashMap<>();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String part : query.split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                options.put(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
            }
        }
        return options;
    }

    private static Map<String, String> withSocket(Map<String, String> options, Path socket) {
        options.put("socketFactory", UnixSocketFactory.class.getName());
        options.put("socketFactoryArg", socket.toString());
        options.put("sslmode", "disable");
        options.put("gssEncMode", "disable");
        return options;
    }

    private static String query(Map<String, String> options) {
        StringJoiner query = new StringJoiner("&");
        options.forEach((name, value) -> query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static QuernException refused() {
        return QuernException.invalid(
                "The store's URL is not one of PostgreSQL",
                "Write postgresql://user:password@host:5432/database into the file.");
    }

    /** Unpooled connections. */
    public PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbc);
        source.setApplicationName("quern");
        source.setReWriteBatchedInserts(true);
        source.setConnectTimeout(10);
        return source;
    }

    public Connection connect() throws SQLException {
        return source().getConnection();
    }

    @Override
    public String toString() {
        return "postgresql://…";
    }
}
