package dev.quern.cli.server;

import dev.quern.cli.http.Endpoint;
import dev.quern.cli.json.Json;
import dev.quern.cli.shell.Shell;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds server and key. The server: {@code --url}, QUERN_URL, {@code --data}, the login, the default
 * data directory. The key: {@code --key-file}, QUERN_KEY, the login of that server, and the admin key
 * of a data directory only for the very server that runs on it: a key never travels to a server it
 * was not meant for.
 */
public final class Locator {
    private final Shell shell;
    private final Optional<String> url;
    private final Optional<Path> keyFile;
    private final Optional<Path> data;
    private final Logins logins;

    public Locator(Shell shell, Optional<String> url, Optional<Path> keyFile, Optional<Path> data) {
        this.shell = shell;
        this.url = url.or(
                () -> Optional.ofNullable(shell.environment().get("QUERN_URL")).filter(u -> !u.isBlank()));
        this.keyFile = keyFile;
        this.data = data;
        this.logins = new Logins(shell);
    }

    public Target find() {
        Endpoint endpoint = endpoint();
        return new Target(endpoint, key(endpoint));
    }

    public static Path defaultData(Shell shell) {
        return shell.root() ? Path.of("/var/lib/quern") : shell.home().resolve(".local/share/quern");
    }

    private Endpoint endpoint() {
        if (url.isPresent()) {
            Endpoint named = Endpoint.parse(url.get(), Optional.empty());
            return logins.of(named.url())
                    .map(Locator::endpoint)
                    .or(() -> local(named))
                    .orElse(named);
        }
        if (data.isPresent()) {
            return running(data.get()).orElseThrow(() -> nothing("No server runs on the data directory " + data.get()));
        }
        return logins.current()
                .map(Locator::endpoint)
                .or(() -> running(defaultData(shell)))
                .orElseThrow(() -> nothing("No server is known"));
    }

    /** The server of the data directory, if that is the one {@code named} means. */
    private Optional<Endpoint> local(Endpoint named) {
        return running(data.orElseGet(() -> defaultData(shell)))
                .filter(e -> e.url().equals(named.url()));
    }

    private String key(Endpoint endpoint) {
        if (keyFile.isPresent()) {
            return KeySource.file(keyFile.get());
        }
        String variable = shell.environment().getOrDefault("QUERN_KEY", "");
        if (!variable.isBlank()) {
            return KeySource.environment(variable);
        }
        Optional<String> stored = data.isPresent() && url.isEmpty()
                ? Optional.empty()
                : logins.of(endpoint.url()).map(Login::key);
        return stored.or(() -> local(endpoint)
                        .map(e -> KeySource.file(
                                data.orElseGet(() -> defaultData(shell)).resolve("admin.key"))))
                .orElseThrow(() -> new QuernException(
                        ErrorCode.UNAUTHENTICATED,
                        "No key for " + endpoint.url(),
                        "Name one with --key-file, or keep it with 'quern login " + endpoint.url() + "'."));
    }

    private static Endpoint endpoint(Login login) {
        return Endpoint.parse(
                login.url(), Optional.ofNullable(login.certificate()).map(Path::of));
    }

    private static Optional<Endpoint> running(Path directory) {
        Path file = directory.resolve("server.json");
        try {
            ServerFile server = Json.read(ServerFile.class, Files.readAllBytes(file), file.toString());
            return Optional.of(Endpoint.parse(
                    server.url(), Optional.ofNullable(server.certificate()).map(Path::of)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static QuernException nothing(String message) {
        return new QuernException(
                ErrorCode.UNAVAILABLE,
                message,
                "Start one with 'quern up', or name one with --url or 'quern login URL'.");
    }
}
