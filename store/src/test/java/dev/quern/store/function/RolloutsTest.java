package dev.quern.store.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.AliasTarget;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.release.AbortRule;
import dev.quern.core.release.Rollout;
import dev.quern.core.release.RolloutPlan;
import dev.quern.core.release.RolloutState;
import dev.quern.core.release.SideFigures;
import dev.quern.core.value.Ids;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class RolloutsTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final String LIVE = Aliases.LIVE;

    private final Store store;
    private FunctionName function = new FunctionName("default", "none");

    RolloutsTest(Store store) {
        this.store = store;
    }

    @BeforeEach
    void threeVersionsOfWhichTheFirstIsLive() {
        function = Samples.function(store);
        String image = Samples.image(store, function.namespace()).digest();
        for (int i = 0; i < 3; i++) {
            store.versions().create(function, image, "app:latest", FunctionConfig.defaults(), "key", i == 0);
        }
    }

    @Test
    void everyPartOfItComesBack() {
        Rollout begun = begin();
        SideFigures figures = new SideFigures(100, 3, 1_500, 20_250);
        Rollout next = begun.step(step -> step.with(figures, figures), "").next(Sql.now(), "begun");
        assertThat(store.rollouts().next(next)).isTrue();
        assertThat(store.rollouts().find(begun.id())).contains(next);
        assertThat(store.rollouts().list(function, PageRequest.first(10)).items())
                .containsExactly(next);
        assertThat(target().other()).contains(new AliasTarget.Share(2, 50));
    }

    @Test
    void itsEndIsTheNewerVersionAlone() {
        Rollout begun = begin();
        assertThat(store.rollouts().succeed(begun.ended(RolloutState.SUCCEEDED, Sql.now(), "good")))
                .isTrue();
        assertThat(target()).isEqualTo(AliasTarget.of(2));
        assertThat(store.aliases().before(function, LIVE)).contains(1);
        assertThat(store.aliases().rollback(function, LIVE).version()).isEqualTo(1);
        assertThat(store.rollouts().abort(begun.ended(RolloutState.ABORTED, Sql.now(), "late")))
                .as("it has ended")
                .isFalse();
        assertThat(store.rollouts().find(begun.id()).orElseThrow().note()).isEqualTo("good");
    }

    @Test
    void anAbortIsTheOlderVersionAlone() {
        Rollout begun = begin();
        assertThat(store.rollouts().abort(begun.ended(RolloutState.ABORTED, Sql.now(), "bad")))
                .isTrue();
        assertThat(target()).isEqualTo(AliasTarget.of(1));
        assertThat(store.rollouts().next(begun.next(Sql.now(), "begun"))).isFalse();
    }

    @Test
    void whoeverMovesTheAliasEndsIt() {
        assertEnds("version 3", () -> store.aliases().set(function, LIVE, 3));
        assertThat(target()).isEqualTo(AliasTarget.of(3));
        store.aliases().set(function, LIVE, 1);
        assertEnds("rolled back", () -> store.aliases().rollback(function, LIVE));
        assertThat(target()).isEqualTo(AliasTarget.of(1));
        assertEnds("removed", () -> store.aliases().remove(function, LIVE));
    }

    private void assertEnds(String why, ThrowingCallable action) {
        Rollout begun = begin();
        try {
            action.call();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        Rollout ended = store.rollouts().find(begun.id()).orElseThrow();
        assertThat(ended.state()).isEqualTo(RolloutState.ABORTED);
        assertThat(ended.note()).contains(why);
        assertThat(store.rollouts().next(begun.next(Sql.now(), "begun"))).isFalse();
    }

    @Test
    void oneAtATimeAndOnlyFromOneVersion() {
        refused(ErrorCode.VERSION_NOT_FOUND, () -> store.rollouts().begin(function, LIVE, plan(1, 9), "key"));
        refused(ErrorCode.CONFLICT, () -> store.rollouts().begin(function, LIVE, plan(2, 3), "key"));
        refused(ErrorCode.ALIAS_NOT_FOUND, () -> store.rollouts().begin(function, "beta", plan(1, 2), "key"));
        begin();
        refused(ErrorCode.CONFLICT, this::begin);
        refused(ErrorCode.IN_USE, () -> store.versions().remove(function, 2));
    }

    @Test
    void oneDriverMovesItUntilItIsGone() {
        Rollout begun = begin();
        UUID mine = Ids.next();
        UUID other = Ids.next();
        assertThat(driven(mine, LEASE)).contains(begun.id());
        assertThat(driven(other, LEASE)).doesNotContain(begun.id());
        assertThat(driven(mine, Duration.ofSeconds(-1))).contains(begun.id());
        assertThat(driven(other, LEASE)).contains(begun.id());
        assertThat(driven(mine, LEASE)).doesNotContain(begun.id());
        store.rollouts().leave(other);
        assertThat(driven(mine, LEASE)).contains(begun.id());
    }

    @Test
    void aliasesKeepTheirHeaderUntilItIsTakenAway() {
        AliasTarget.Share share = new AliasTarget.Share(2, 12.5);
        store.aliases().set(function, LIVE, 1, Optional.of(share), Optional.of("X-User"));
        assertThat(target()).isEqualTo(new AliasTarget(1, Optional.of(share), Optional.of("X-User")));
        assertThat(store.aliases().rollback(function, LIVE).target())
                .isEqualTo(new AliasTarget(1, Optional.empty(), Optional.of("X-User")));
        store.aliases().set(function, LIVE, 2);
        assertThat(target().stickyHeader()).contains("X-User");
        store.aliases().set(function, LIVE, 2, Optional.empty(), Optional.of(""));
        assertThat(target()).isEqualTo(AliasTarget.of(2));
    }

    @Test
    void aVersionsNumberOfInstancesIsKeptAndGoesWithIt() {
        store.scales().set(function, 2, OptionalInt.of(4));
        store.scales().set(function, 2, OptionalInt.of(5));
        assertThat(store.routes().of(function).scales()).containsExactly(new Scales.Scale(function, 2, 5));
        store.scales().set(function, 2, OptionalInt.empty());
        assertThat(store.routes().of(function).scales()).isEmpty();
        store.scales().set(function, 3, OptionalInt.of(0));
        store.versions().remove(function, 3);
        assertThat(store.routes().of(function).scales()).isEmpty();
        refused(ErrorCode.VERSION_NOT_FOUND, () -> store.scales().set(function, 3, OptionalInt.of(1)));
    }

    private Rollout begin() {
        return store.rollouts().begin(function, LIVE, plan(1, 2), "key");
    }

    private static RolloutPlan plan(int from, int to) {
        return new RolloutPlan(
                from,
                to,
                List.of(5.0, 50.0, 100.0),
                Duration.ofMinutes(2),
                AbortRule.parseAll("error-rate>1%,p99>2x"),
                10);
    }

    private List<UUID> driven(UUID driver, Duration lease) {
        return store.rollouts().drive(driver, lease).stream().map(Rollout::id).toList();
    }

    private AliasTarget target() {
        return store.aliases().find(function, LIVE).orElseThrow().target();
    }

    private static void refused(ErrorCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
