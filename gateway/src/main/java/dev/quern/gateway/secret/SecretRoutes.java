package dev.quern.gateway.secret;

import dev.quern.core.access.Role;
import dev.quern.core.api.SecretBody;
import dev.quern.core.api.SecretPage;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.secret.SecretInfo;
import dev.quern.core.secret.SecretName;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.RequestInput;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.Access;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.store.secret.Secrets;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Values come in by {@code PUT} and never out again; for developers of the namespace. */
public final class SecretRoutes {
    private static final JsonType<SecretBody> SECRET = Jsonb.instance().type(SecretBody.class);
    private static final JsonType<SecretPage> PAGE = Jsonb.instance().type(SecretPage.class);
    private static final String ONE = "/v1/secrets/{ns}/{name}";

    private final Secrets secrets;
    private final SecretCache cache;
    private final RoutingCache routing;

    public SecretRoutes(Secrets secrets, SecretCache cache, RoutingCache routing) {
        this.secrets = secrets;
        this.cache = cache;
        this.routing = routing;
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/v1/secrets", this::list),
                new Route("PUT", ONE, this::put),
                new Route("GET", ONE, this::get),
                new Route("DELETE", ONE, this::remove));
    }

    private void list(Exchange x) {
        Optional<String> scope = Access.scope(x.principal(), Role.DEVELOPER, x.query("namespace"));
        Page<SecretInfo> page = secrets.list(scope, new PageRequest(x.limit(), x.query("cursor")));
        x.answer(
                200,
                PAGE,
                new SecretPage(
                        page.items().stream().map(SecretBody::of).toList(),
                        page.next().orElse(null)));
    }

    private void put(Exchange x) throws IOException {
        SecretName name = name(x);
        SecretInfo made = secrets.set(name, value(x));
        cache.refresh(name);
        x.answer(200, SECRET, SecretBody.of(made));
    }

    private static byte[] value(Exchange x) throws IOException {
        try (InputStream body = new RequestInput(x.request())) {
            byte[] value = body.readNBytes(SecretName.MAX_BYTES + 1);
            if (value.length > SecretName.MAX_BYTES) {
                throw new QuernException(
                        ErrorCode.BODY_TOO_LARGE,
                        "A secret has at most " + SecretName.MAX_BYTES + " bytes",
                        "Put large files into the image or a mounted bucket, and the key to read them here.");
            }
            return value;
        }
    }

    private void get(Exchange x) {
        SecretName name = name(x);
        x.answer(200, SECRET, SecretBody.of(secrets.find(name).orElseThrow(name::unknown)));
    }

    private void remove(Exchange x) {
        SecretName name = name(x);
        routing.aliased().stream()
                .filter(v -> v.function().namespace().equals(name.namespace()))
                .filter(v -> v.config().grants().secrets().stream()
                        .anyMatch(use -> use.name().equals(name.name())))
                .findFirst()
                .ifPresent(v -> {
                    throw new QuernException(
                            ErrorCode.IN_USE,
                            "The secret '" + name.name() + "' is given to " + v.function() + "@" + v.number(),
                            "Deploy that function without it first.");
                });
        if (!secrets.remove(name)) {
            throw name.unknown();
        }
        cache.refresh(name);
        x.answerEmpty(204);
    }

    private static SecretName name(Exchange x) {
        Access.require(x.principal(), Role.DEVELOPER, x.path("ns"));
        return new SecretName(x.path("ns"), x.path("name"));
    }
}
