package dev.quern.gateway.release;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.RolloutBody;
import dev.quern.core.api.RolloutPage;
import dev.quern.core.api.RolloutPut;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.AliasTarget;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.core.release.Rollout;
import dev.quern.core.release.RolloutPlan;
import dev.quern.core.release.RolloutState;
import dev.quern.gateway.resource.Access;
import dev.quern.gateway.resource.Unknown;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.gateway.routing.TakeOver;
import dev.quern.store.Store;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import java.util.Optional;
import java.util.UUID;

/** {@code F/rollouts}. */
public final class Rollouts {
    private final Store store;
    private final RoutingCache routing;
    private final TakeOver takeOver;
    private final Runnable begun;

    /** @param begun wakes whoever moves rollouts on */
    public Rollouts(Store store, RoutingCache routing, TakeOver takeOver, Runnable begun) {
        this.store = store;
        this.routing = routing;
        this.takeOver = takeOver;
        this.begun = begun;
    }

    /** Starts what the newer version needs, and gives it its first share. */
    RolloutBody begin(Principal who, FunctionName function, RolloutPut put) {
        requireFunction(who, function);
        String alias = new Selector.Alias(Optional.ofNullable(put.alias()).orElse("live")).alias();
        int to = routing.resolve(function, new Selector.Number(put.to())).number();
        AliasTarget now = routing.target(function, alias)
                .orElseThrow(() -> new QuernException(
                        ErrorCode.ALIAS_NOT_FOUND, "There is no alias '" + alias + "' of " + function));
        RolloutPlan plan = put.plan(now.version());
        AliasTarget first = new AliasTarget(
                now.version(),
                Optional.of(new AliasTarget.Share(to, plan.percents().getFirst())),
                now.stickyHeader());
        Rollout rollout = takeOver.move(function, alias, first, () -> {
            Rollout made = store.rollouts().begin(function, alias, plan, who.keyId());
            routing.refreshFunction(function);
            return made;
        });
        begun.run();
        return RolloutBody.of(rollout);
    }

    /** Newest first. */
    RolloutPage list(Principal who, FunctionName function, int limit, Optional<String> cursor) {
        requireFunction(who, function);
        Page<Rollout> page = store.rollouts().list(function, new PageRequest(limit, cursor));
        return new RolloutPage(
                page.items().stream().map(RolloutBody::of).toList(), page.next().orElse(null));
    }

    RolloutBody get(Principal who, FunctionName function, String id) {
        return RolloutBody.of(find(who, function, id));
    }

    /** The older version has all calls again. */
    RolloutBody abort(Principal who, FunctionName function, String id) {
        Rollout ended = find(who, function, id).ended(RolloutState.ABORTED, Sql.now(), "aborted by hand");
        if (!store.rollouts().abort(ended)) {
            throw new QuernException(
                    ErrorCode.CONFLICT,
                    "The rollout has ended already",
                    "See 'quern function rollout " + function
                            + "'; 'quern function rollback' goes back to what was before it.");
        }
        routing.refreshFunction(function);
        return RolloutBody.of(ended);
    }

    private Rollout find(Principal who, FunctionName function, String id) {
        requireFunction(who, function);
        try {
            return store.rollouts()
                    .find(UUID.fromString(id))
                    .filter(rollout -> rollout.function().equals(function))
                    .orElseThrow(() -> unknown(id));
        } catch (IllegalArgumentException e) {
            throw unknown(id);
        }
    }

    private static QuernException unknown(String id) {
        return new QuernException(
                ErrorCode.NOT_FOUND,
                "There is no rollout '" + (id.length() > 80 ? id.substring(0, 80) + "…" : id) + "'",
                "See 'quern function rollout NAME'.");
    }

    private void requireFunction(Principal who, FunctionName function) {
        Access.require(who, Role.DEVELOPER, function.namespace(), () -> Unknown.function(function));
        if (store.functions().find(function).isEmpty()) {
            throw Unknown.function(function);
        }
    }
}
