package dev.quern.gateway.api;

import dev.quern.core.api.AliasBody;
import dev.quern.core.api.AliasPage;
import dev.quern.core.api.AliasPut;
import dev.quern.core.api.CallBody;
import dev.quern.core.api.CallPage;
import dev.quern.core.api.CallbackSecretBody;
import dev.quern.core.api.DeployBody;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.FunctionPage;
import dev.quern.core.api.FunctionPut;
import dev.quern.core.api.ImageBody;
import dev.quern.core.api.ImagePage;
import dev.quern.core.api.KeyCreated;
import dev.quern.core.api.KeyPage;
import dev.quern.core.api.KeyPut;
import dev.quern.core.api.NamespaceBody;
import dev.quern.core.api.NamespacePage;
import dev.quern.core.api.VersionBody;
import dev.quern.core.api.VersionPage;
import dev.quern.core.call.CallState;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Ref;
import dev.quern.core.name.Selector;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.Aliases;
import dev.quern.gateway.resource.Calls;
import dev.quern.gateway.resource.Functions;
import dev.quern.gateway.resource.Images;
import dev.quern.gateway.resource.Keys;
import dev.quern.gateway.resource.Namespaces;
import dev.quern.gateway.resource.Versions;
import io.avaje.jsonb.Jsonb;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The rows of the route table that answer with small JSON: what is asked is parsed here, decided in resource. */
public final class ResourceRoutes {
    private static final Jsonb JSON = Jsonb.instance();
    private static final String F = "/v1/functions/{ns}/{name}";

    private final Functions functions;
    private final Versions versions;
    private final Aliases aliases;
    private final Images images;
    private final Keys keys;
    private final Namespaces namespaces;
    private final Calls calls;
    private final Consumer<String> imageRemoved;

    /** @param imageRemoved told the digest of every image that was removed */
    public ResourceRoutes(
            Functions functions,
            Versions versions,
            Aliases aliases,
            Images images,
            Keys keys,
            Namespaces namespaces,
            Calls calls,
            Consumer<String> imageRemoved) {
        this.functions = functions;
        this.versions = versions;
        this.aliases = aliases;
        this.images = images;
        this.keys = keys;
        this.namespaces = namespaces;
        this.calls = calls;
        this.imageRemoved = imageRemoved;
    }

    public List<Route> routes() {
        return List.of(
                get(
                        "/v1/functions",
                        FunctionPage.class,
                        x -> functions.list(x.principal(), scope(x), x.limit(), cursor(x))),
                get(F, FunctionBody.class, x -> functions.get(x.principal(), function(x))),
                send(
                        "PUT",
                        200,
                        F,
                        FunctionPut.class,
                        FunctionBody.class,
                        (x, body) -> functions.put(x.principal(), function(x), body)),
                delete(F, x -> functions.remove(x.principal(), function(x))),
                get(
                        F + "/versions",
                        VersionPage.class,
                        x -> versions.list(x.principal(), function(x), x.limit(), cursor(x))),
                send(
                        "POST",
                        201,
                        F + "/versions",
                        DeployBody.class,
                        VersionBody.class,
                        (x, body) -> versions.deploy(x.principal(), function(x), body, live(x))),
                get(F + "/versions/{n}", VersionBody.class, x -> versions.get(x.principal(), function(x), number(x))),
                delete(F + "/versions/{n}", x -> versions.remove(x.principal(), function(x), number(x))),
                get(
                        F + "/aliases",
                        AliasPage.class,
                        x -> aliases.list(x.principal(), function(x), x.limit(), cursor(x))),
                send(
                        "PUT",
                        200,
                        F + "/aliases/{alias}",
                        AliasPut.class,
                        AliasBody.class,
                        (x, body) -> aliases.set(x.principal(), function(x), x.path("alias"), body)),
                act(
                        "POST",
                        F + "/aliases/{alias}/rollback",
                        200,
                        AliasBody.class,
                        x -> aliases.rollback(x.principal(), function(x), x.path("alias"))),
                delete(F + "/aliases/{alias}", x -> aliases.remove(x.principal(), function(x), x.path("alias"))),
                get("/v1/images", ImagePage.class, x -> images.list(x.principal(), scope(x), x.limit(), cursor(x))),
                get("/v1/images/{digest}", ImageBody.class, x -> images.get(x.principal(), scope(x), x.path("digest"))),
                delete("/v1/images/{digest}", x -> {
                    images.remove(x.principal(), scope(x), x.path("digest"));
                    imageRemoved.accept(x.path("digest"));
                }),
                get("/v1/keys", KeyPage.class, x -> keys.list(x.principal(), scope(x), x.limit(), cursor(x))),
                send(
                        "POST",
                        201,
                        "/v1/keys",
                        KeyPut.class,
                        KeyCreated.class,
                        (x, body) -> keys.create(x.principal(), body)),
                act(
                        "POST",
                        "/v1/keys/{id}/rotate",
                        200,
                        KeyCreated.class,
                        x -> keys.rotate(x.principal(), x.path("id"))),
                delete("/v1/keys/{id}", x -> keys.remove(x.principal(), x.path("id"))),
                get("/v1/namespaces", NamespacePage.class, x -> namespaces.list(x.principal(), x.limit(), cursor(x))),
                act(
                        "PUT",
                        "/v1/namespaces/{ns}",
                        200,
                        NamespaceBody.class,
                        x -> namespaces.put(x.principal(), x.path("ns"))),
                get("/v1/namespaces/{ns}", NamespaceBody.class, x -> namespaces.get(x.principal(), x.path("ns"))),
                get(
                        "/v1/namespaces/{ns}/callback-secret",
                        CallbackSecretBody.class,
                        x -> namespaces.callbackSecret(x.principal(), x.path("ns"))),
                delete("/v1/namespaces/{ns}", x -> namespaces.remove(x.principal(), x.path("ns"))),
                get("/v1/calls", CallPage.class, x -> calls.list(x.principal(), query(x), x.limit(), cursor(x))),
                get("/v1/calls/{id}", CallBody.class, x -> calls.get(x.principal(), x.path("id"))));
    }

    private static <T> Route get(String template, Class<T> type, Answer<T> answer) {
        return act("GET", template, 200, type, answer);
    }

    private static <T> Route act(String method, String template, int status, Class<T> type, Answer<T> answer) {
        return new Route(method, template, x -> x.answer(status, JSON.type(type), answer.to(x)));
    }

    private static <B, T> Route send(
            String method, int status, String template, Class<B> body, Class<T> type, AnswerToBody<B, T> answer) {
        return new Route(
                method, template, x -> x.answer(status, JSON.type(type), answer.to(x, x.json(JSON.type(body)))));
    }

    private static Route delete(String template, Consumer<Exchange> action) {
        return new Route("DELETE", template, x -> {
            action.accept(x);
            x.answerEmpty(204);
        });
    }

    @FunctionalInterface
    private interface Answer<T> {
        T to(Exchange x);
    }

    @FunctionalInterface
    private interface AnswerToBody<B, T> {
        T to(Exchange x, B body);
    }

    private static FunctionName function(Exchange x) {
        return new FunctionName(x.path("ns"), x.path("name"));
    }

    private static int number(Exchange x) {
        if (Selector.parse(x.path("n")) instanceof Selector.Number n) {
            return n.version();
        }
        throw QuernException.invalid("'" + x.path("n") + "' is not a version's number");
    }

    /** Whether a deployment takes over at once. */
    private static boolean live(Exchange x) {
        return switch (x.query("live").orElse("true")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw QuernException.invalid("live is true or false");
        };
    }

    private static Optional<String> cursor(Exchange x) {
        return x.query("cursor");
    }

    private static Optional<String> scope(Exchange x) {
        return x.query("namespace");
    }

    private static Calls.Query query(Exchange x) {
        return new Calls.Query(
                scope(x),
                x.query("function")
                        .map(text ->
                                Ref.parse(text, x.caller().defaultNamespace()).function()),
                x.query("state").map(ResourceRoutes::state),
                x.since());
    }

    private static CallState state(String text) {
        try {
            return CallState.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw QuernException.invalid(
                    "'" + text + "' is not a call's state", "Use running, succeeded, failed or cancelled.");
        }
    }
}
