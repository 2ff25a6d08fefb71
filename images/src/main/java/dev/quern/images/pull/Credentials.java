package dev.quern.images.pull;

import dev.quern.core.error.QuernException;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The logins of a containers-auth.json(5), of which Docker's config.json is one. */
final class Credentials {
    private final Map<String, AuthFile.Login> logins;

    private Credentials(Map<String, AuthFile.Login> logins) {
        this.logins = logins;
    }

    /**
     * One login.
     *
     * @param basic user and password as RFC 7617 sends them
     * @param identity what is exchanged for tokens instead
     * @param token sent as it is
     */
    record Login(Optional<String> basic, Optional<String> identity, Optional<String> token) {
        static final Login NONE = new Login(Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Credentials read(Optional<Path> file) {
        if (file.isEmpty()) {
            return new Credentials(Map.of());
        }
        try {
            AuthFile read = Jsonb.instance().type(AuthFile.class).fromJson(Files.readString(file.get()));
            return new Credentials(read.auths() == null ? Map.of() : read.auths());
        } catch (IOException | RuntimeException e) {
            throw QuernException.invalid("The registry credentials are no containers-auth.json");
        }
    }

    /** The login for a repository: of its longest part that has one, as skopeo looks it up. */
    Login find(String authority, String repository) {
        String path = authority + "/" + repository;
        while (!path.equals(authority)) {
            if (logins.containsKey(path)) {
                return login(logins.get(path));
            }
            path = path.substring(0, path.lastIndexOf('/'));
        }
        Stream<String> names = authority.equals(Place.HUB)
                ? Stream.of(authority, "index.docker.io", "https://index.docker.io/v1/")
                : Stream.of(authority, "https://" + authority, "http://" + authority);
        return names.filter(logins::containsKey)
                .findFirst()
                .map(name -> login(logins.get(name)))
                .orElse(Login.NONE);
    }

    private static Login login(AuthFile.@Nullable Login found) {
        if (found == null) {
            return Login.NONE;
        }
        Optional<String> pair = text(found.auth())
                .or(() -> text(found.username())
                        .map(user -> Base64.getEncoder()
                                .encodeToString(
                                        (user + ":" + text(found.password()).orElse(""))
                                                .getBytes(StandardCharsets.UTF_8))));
        return new Login(pair, text(found.identitytoken()), text(found.registrytoken()));
    }

    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).map(String::trim).filter(v -> !v.isEmpty());
    }
}
