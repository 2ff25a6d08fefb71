package dev.quern.gateway.task;

import dev.quern.core.access.Role;
import dev.quern.core.api.RetryPolicyBody;
import dev.quern.core.api.RetryPolicyPut;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.RetryPolicy;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.Access;
import dev.quern.gateway.resource.Unknown;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.store.Store;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.List;

/** {@code F/policy}: what holds for the function's tasks that are submitted from now on. */
final class PolicyRoutes {
    private static final String POLICY = "/v1/functions/{ns}/{name}/policy";
    private static final JsonType<RetryPolicyBody> BODY = Jsonb.instance().type(RetryPolicyBody.class);
    private static final JsonType<RetryPolicyPut> PUT = Jsonb.instance().type(RetryPolicyPut.class);

    private final Store store;
    private final RoutingCache routing;

    PolicyRoutes(Store store, RoutingCache routing) {
        this.store = store;
        this.routing = routing;
    }

    List<Route> routes() {
        return List.of(new Route("GET", POLICY, this::get), new Route("PUT", POLICY, this::put));
    }

    private void get(Exchange x) {
        FunctionName function = function(x);
        if (store.functions().find(function).isEmpty()) {
            throw Unknown.function(function);
        }
        answer(x, store.tasks().policies().get(function).orElse(RetryPolicy.DEFAULT));
    }

    private void put(Exchange x) {
        FunctionName function = function(x);
        RetryPolicy policy = x.json(PUT).toPolicy();
        store.tasks().policies().put(function, policy);
        store.functions().changed(function);
        routing.refreshFunction(function);
        answer(x, policy);
    }

    private static FunctionName function(Exchange x) {
        FunctionName function = new FunctionName(x.path("ns"), x.path("name"));
        Access.require(x.principal(), Role.DEVELOPER, function.namespace(), () -> Unknown.function(function));
        return function;
    }

    private static void answer(Exchange x, RetryPolicy policy) {
        x.answer(200, BODY, RetryPolicyBody.of(policy));
    }
}
