package dev.quern.gateway.build;

import dev.quern.core.access.Role;
import dev.quern.core.api.BuildBody;
import dev.quern.core.api.BuildPage;
import dev.quern.core.build.BuildRecord;
import dev.quern.core.build.BuildState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Names;
import dev.quern.gateway.call.LogText;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.RequestInput;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.Access;
import dev.quern.gateway.resource.Images;
import dev.quern.gateway.resource.Unknown;
import dev.quern.manager.build.BuildManager;
import dev.quern.store.build.Builds;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** {@code POST /v1/builds?name=} with a directory as a tar, and what became of it; for developers of the namespace. */
public final class BuildRoutes {
    private static final JsonType<BuildBody> BUILD = Jsonb.instance().type(BuildBody.class);
    private static final JsonType<BuildPage> PAGE = Jsonb.instance().type(BuildPage.class);

    private final BuildManager manager;
    private final Builds builds;
    private final LogText logs;

    public BuildRoutes(BuildManager manager, Builds builds) {
        this.manager = manager;
        this.builds = builds;
        this.logs = new LogText(manager.logs());
    }

    public List<Route> routes() {
        return List.of(
                new Route("POST", "/v1/builds", this::submit),
                new Route("GET", "/v1/builds", this::list),
                new Route("GET", "/v1/builds/{id}", x -> x.answer(200, BUILD, BuildBody.of(find(x), true))),
                new Route("GET", "/v1/builds/{id}/logs", x -> logs.send(x, find(x).id())),
                new Route("POST", "/v1/builds/{id}/cancel", this::cancel));
    }

    private void submit(Exchange x) throws IOException, InterruptedException {
        String namespace = Names.check("namespace", x.namespace());
        // Before the body, which may be large.
        x.require(Role.DEVELOPER, namespace);
        String name = x.query("name")
                .orElseThrow(() -> QuernException.invalid("A build needs a name for its image: ?name=app:1"));
        Images.checkName(name);
        try (InputStream body = new RequestInput(x.request())) {
            BuildRecord build = onAThreadOfItsOwn(x, namespace, name, body);
            x.answer(202, BUILD, BuildBody.of(build, true));
        }
    }

    /** Unpacking is file work, which would hold a virtual thread's carrier. */
    private BuildRecord onAThreadOfItsOwn(Exchange x, String namespace, String name, InputStream body)
            throws InterruptedException {
        FutureTask<BuildRecord> task = new FutureTask<>(() -> manager.submit(
                x.principal(),
                namespace,
                name,
                x.query("file"),
                Optional.ofNullable(x.request().getHeaders().get("Idempotency-Key")),
                body));
        Thread.ofPlatform().daemon().name("quern-build-upload").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new QuernException(ErrorCode.INTERNAL, "The build could not be taken", null, e);
        }
    }

    private void list(Exchange x) {
        Optional<String> scope = Access.scope(x.principal(), Role.DEVELOPER, x.query("namespace"));
        Page<BuildRecord> page = builds.list(
                scope, x.query("state").map(BuildState::parse), new PageRequest(x.limit(), x.query("cursor")));
        x.answer(
                200,
                PAGE,
                new BuildPage(
                        page.items().stream().map(b -> BuildBody.of(b, false)).toList(),
                        page.next().orElse(null)));
    }

    private void cancel(Exchange x) {
        UUID id = find(x).id();
        manager.cancel(id);
        x.answer(200, BUILD, BuildBody.of(builds.find(id).orElseThrow(), true));
    }

    private BuildRecord find(Exchange x) {
        String id = x.path("id");
        return parse(id)
                .flatMap(builds::find)
                .filter(build -> x.principal().may(Role.DEVELOPER, build.namespace()))
                .orElseThrow(() -> Unknown.build(id));
    }

    private static Optional<UUID> parse(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
