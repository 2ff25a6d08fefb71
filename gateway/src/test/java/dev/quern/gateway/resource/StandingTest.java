package dev.quern.gateway.resource;

import static dev.quern.gateway.Installation.developer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.api.AliasPut;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.VersionStateBody;
import dev.quern.core.function.FunctionState;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.Installation;
import dev.quern.node.VersionLoad;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Installation.Shared.class)
class StandingTest {
    private static final VersionLoad READY = load(1, 0, 0, false, false);
    private static final VersionLoad BUSY = load(0, 0, 1, false, false);

    private final Installation quern;
    private final FunctionName function;

    StandingTest(Installation quern) {
        this.quern = quern;
        String namespace = quern.namespace();
        quern.image(namespace, "docker.io/library/app:latest");
        function = new FunctionName(namespace, "f");
        quern.versions.deploy(developer(namespace), function, Deploys.of("app"));
        quern.versions.deploy(developer(namespace), function, Deploys.of("app"));
    }

    @Test
    void theStateIsOneWordForWhatThereIs() {
        assertThat(Standing.state(Optional.empty(), Set.of(), Map.of())).isEqualTo(FunctionState.EMPTY);
        assertThat(state(Map.of())).isEqualTo(FunctionState.IDLE);
        assertThat(state(Map.of(2, READY))).isEqualTo(FunctionState.READY);
        assertThat(state(Map.of(2, BUSY))).isEqualTo(FunctionState.READY);
        assertThat(state(Map.of(2, load(0, 1, 0, false, false)))).isEqualTo(FunctionState.STARTING);
        assertThat(state(Map.of(2, load(0, 0, 0, true, false)))).isEqualTo(FunctionState.STARTING);
        assertThat(state(Map.of(2, load(0, 0, 0, false, true)))).isEqualTo(FunctionState.FAILING);
        assertThat(state(Map.of(2, load(1, 0, 0, false, true)))).isEqualTo(FunctionState.READY);
        assertThat(state(Map.of(2, READY, 1, BUSY))).isEqualTo(FunctionState.SWITCHING);
        assertThat(state(Map.of(2, READY, 1, READY))).isEqualTo(FunctionState.READY);
        assertThat(Standing.state(Optional.of(live()), Set.of(1, 2), Map.of(2, READY, 1, BUSY)))
                .as("an alias names the other one")
                .isEqualTo(FunctionState.READY);
    }

    @Test
    void everyVersionAnAliasNamesIsShownAndWhetherItsImageIsHere() {
        quern.aliases.set(developer(function.namespace()), function, "stable", AliasPut.to(1));
        FunctionBody body = quern.functions.get(developer(function.namespace()), function);
        assertThat(body.state()).isEqualTo("idle");
        assertThat(Objects.requireNonNull(body.expected()))
                .extracting(alias -> alias.alias() + "@" + alias.version())
                .containsExactly("stable@1", "live@2");
        assertThat(Objects.requireNonNull(body.actual()))
                .extracting(VersionStateBody::version)
                .containsExactly(2, 1);
        assertThat(body.actual()).allSatisfy(version -> {
            assertThat(version.image()).isEqualTo("absent");
            assertThat(version.ready() + version.busy()).isZero();
        });
        assertThat(quern.functions
                        .list(developer(function.namespace()), Optional.empty(), 10, Optional.empty())
                        .items())
                .allSatisfy(listed -> {
                    assertThat(listed.state()).isEqualTo("idle");
                    assertThat(listed.actual()).isNull();
                });
    }

    private FunctionState state(Map<Integer, VersionLoad> loads) {
        return Standing.state(Optional.of(live()), Set.of(2), loads);
    }

    private Version live() {
        return quern.store.versions().find(function, 2).orElseThrow();
    }

    private static VersionLoad load(int ready, int starting, int busy, boolean preparing, boolean failed) {
        return new VersionLoad(
                ready,
                starting,
                busy,
                0,
                preparing,
                failed ? Optional.of(new VersionLoad.Failure(Instant.now(), "it failed")) : Optional.empty());
    }
}
