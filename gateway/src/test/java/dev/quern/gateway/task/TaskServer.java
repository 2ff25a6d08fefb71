package dev.quern.gateway.task;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.DeployBody;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.Installation;
import dev.quern.gateway.call.LogText;
import dev.quern.gateway.http.ApiHandler;
import dev.quern.gateway.http.Caller;
import dev.quern.gateway.http.HttpServer;
import dev.quern.gateway.http.HttpSettings;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.http.Router;
import dev.quern.gateway.usage.UsageRoutes;
import dev.quern.manager.task.TaskEvents;
import dev.quern.manager.task.TaskSignals;
import dev.quern.node.log.CallLogs;
import dev.quern.store.task.DirectoryTaskBodies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tasks' routes on a real store, with no manager: a test publishes events and records outcomes itself. Keys
 * are {@code admin}, and {@code developer.NS} or {@code invoker.NS} for a namespace.
 */
final class TaskServer implements AutoCloseable {
    final Installation quern;
    final String namespace;
    final FunctionName function;
    final TaskEvents events = new TaskEvents();
    final AtomicInteger queued = new AtomicInteger();
    final AtomicInteger cancels = new AtomicInteger();
    final DirectoryTaskBodies bodies;
    final CallLogs logs;
    final int port;
    private final TaskApi api;
    private final HttpServer http;
    private final HttpClient client = HttpClient.newHttpClient();

    TaskServer(Installation quern, Path directory) {
        this.quern = quern;
        namespace = quern.namespace();
        function = deploy("f");
        try {
            bodies = new DirectoryTaskBodies(directory.resolve("tasks"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        logs = new CallLogs(directory.resolve("logs"), CallLogs.LogLimits.DEFAULT);
        TaskSignals signals = new TaskSignals() {
            @Override
            public void queued() {
                queued.incrementAndGet();
            }

            @Override
            public void cancelRequested() {
                cancels.incrementAndGet();
            }
        };
        api = new TaskApi(quern.store, quern.routing, bodies, events, signals, new LogText(logs));
        List<Route> routes = new ArrayList<>(api.routes());
        routes.addAll(new UsageRoutes(quern.store.usage(), Optional.of(new BigDecimal("0.5"))).routes());
        http = new HttpServer(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), false),
                new ApiHandler(new Router(routes), TaskServer::caller, () -> true));
        http.start();
        port = http.port();
    }

    private static Optional<Caller> caller(String bearer) {
        String[] parts = bearer.split("\\.", 3);
        return switch (parts[0]) {
            case "admin" -> Optional.of(new Caller(Installation.ADMIN, 0));
            case "developer" -> Optional.of(new Caller(Installation.developer(parts[1]), 0));
            case "invoker" -> Optional.of(new Caller(new Principal(bearer, Role.INVOKER, parts[1]), 0));
            default -> Optional.empty();
        };
    }

    FunctionName deploy(String name) {
        FunctionName full = new FunctionName(namespace, name);
        String digest = quern.image(namespace, "app").digest();
        quern.versions.deploy(
                Installation.ADMIN,
                full,
                new DeployBody(
                        digest, null, null, null, null, null, null, null, null, null, null, null, null, null, null));
        return full;
    }

    String developer() {
        return "developer." + namespace;
    }

    String invoker() {
        return "invoker." + namespace;
    }

    /** {@code F} followed by the rest of the path. */
    String f(String rest) {
        return "/v1/functions/" + namespace + "/f" + rest;
    }

    HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(String method, String path, String key, String body) {
        return send(request(path, key).method(method, publisher(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, developer(), "");
    }

    /** Submits and returns the id. */
    String submit(String query, String key, String body) {
        HttpResponse<String> answer = send("POST", f("/tasks" + query), key, body);
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.statusCode() + ": " + answer.body());
        }
        return answer.headers().firstValue("Quern-Task-Id").orElseThrow();
    }

    String submit() {
        return submit("", developer(), "input");
    }

    void endWaits() {
        api.endWaits();
    }

    static BodyPublisher publisher(String body) {
        return body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    }

    @Override
    public void close() {
        client.shutdownNow();
        api.endWaits();
        http.close();
        api.close();
    }
}
