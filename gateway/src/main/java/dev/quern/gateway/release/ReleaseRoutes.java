package dev.quern.gateway.release;

import dev.quern.core.api.RolloutBody;
import dev.quern.core.api.RolloutPage;
import dev.quern.core.api.RolloutPut;
import dev.quern.core.api.ScaleBody;
import dev.quern.core.api.ScalePut;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.List;

/** {@code F/scale} and {@code F/rollouts}. */
public final class ReleaseRoutes {
    private static final String F = "/v1/functions/{ns}/{name}";
    private static final JsonType<ScalePut> SCALE_PUT = Jsonb.instance().type(ScalePut.class);
    private static final JsonType<ScaleBody> SCALE = Jsonb.instance().type(ScaleBody.class);
    private static final JsonType<RolloutPut> ROLLOUT_PUT = Jsonb.instance().type(RolloutPut.class);
    private static final JsonType<RolloutBody> ROLLOUT = Jsonb.instance().type(RolloutBody.class);
    private static final JsonType<RolloutPage> ROLLOUTS = Jsonb.instance().type(RolloutPage.class);

    private final Scaling scaling;
    private final Rollouts rollouts;

    public ReleaseRoutes(Scaling scaling, Rollouts rollouts) {
        this.scaling = scaling;
        this.rollouts = rollouts;
    }

    public List<Route> routes() {
        return List.of(
                new Route(
                        "PUT",
                        F + "/scale",
                        x -> x.answer(200, SCALE, scaling.set(x.principal(), function(x), x.json(SCALE_PUT)))),
                new Route(
                        "POST",
                        F + "/rollouts",
                        x -> x.answer(201, ROLLOUT, rollouts.begin(x.principal(), function(x), x.json(ROLLOUT_PUT)))),
                new Route(
                        "GET",
                        F + "/rollouts",
                        x -> x.answer(
                                200,
                                ROLLOUTS,
                                rollouts.list(x.principal(), function(x), x.limit(), x.query("cursor")))),
                new Route(
                        "GET",
                        F + "/rollouts/{id}",
                        x -> x.answer(200, ROLLOUT, rollouts.get(x.principal(), function(x), x.path("id")))),
                new Route(
                        "POST",
                        F + "/rollouts/{id}/abort",
                        x -> x.answer(200, ROLLOUT, rollouts.abort(x.principal(), function(x), x.path("id")))));
    }

    private static FunctionName function(Exchange x) {
        return new FunctionName(x.path("ns"), x.path("name"));
    }
}
