package dev.quern.store.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class KeysTest {
    private final Store store;
    private final Keys keys;

    KeysTest(Store store) {
        this.store = store;
        this.keys = store.keys();
    }

    @Test
    void aBearerIsItsKeysPrincipal() {
        String namespace = store.namespaces().create(Samples.name()).name();
        NewKey made = keys.create("ci", Role.DEVELOPER, Optional.of(namespace), Optional.of(3));
        assertThat(keys.authenticate(made.bearer().text()))
                .contains(new Principal(made.key().id(), Role.DEVELOPER, namespace));
        assertThat(keys.find(made.key().id()).orElseThrow().maxRunning()).contains(3);
        assertThat(made.bearer().text()).matches("quern_[0-9a-z]{12}_[0-9A-Za-z]{43}");
        assertThat(made.toString()).doesNotContain(made.bearer().secret());
    }

    @Test
    void nothingElseGetsIn() {
        NewKey made = keys.create("x", Role.ADMIN, Optional.empty(), Optional.empty());
        NewKey other = keys.create("y", Role.ADMIN, Optional.empty(), Optional.empty());
        String good = made.bearer().text();
        String[] bad = {
            "",
            "quern",
            "quern__",
            good.substring(0, good.length() - 1),
            good + "A",
            good.substring(0, good.length() - 1) + (good.endsWith("A") ? "B" : "A"),
            good.toUpperCase(java.util.Locale.ROOT),
            "quern_" + made.key().id() + "_" + other.bearer().secret(),
            "quern_000000000000_" + made.bearer().secret(),
            good + "\0",
            "quern_' OR 1=1 --_" + made.bearer().secret(),
            "é".repeat(100_000),
        };
        for (String bearer : bad) {
            assertThat(keys.authenticate(bearer)).isEmpty();
        }
    }

    @Test
    void rotationKeepsTheIdAndKillsTheOldSecret() {
        NewKey made = keys.create("x", Role.ADMIN, Optional.empty(), Optional.empty());
        Optional<String> signing = keys.signingSecret(made.key().id());
        NewKey rotated = keys.rotate(made.key().id());
        assertThat(rotated.key().id()).isEqualTo(made.key().id());
        assertThat(keys.authenticate(made.bearer().text())).isEmpty();
        assertThat(keys.authenticate(rotated.bearer().text())).isPresent();
        assertThat(keys.signingSecret(made.key().id())).isPresent().isNotEqualTo(signing);
    }

    @Test
    void theSigningHalfIsReadBack() {
        NewKey made = keys.create("x", Role.ADMIN, Optional.empty(), Optional.empty());
        String secret = keys.signingSecret(made.key().id()).orElseThrow();
        assertThat(secret).hasSize(40);
        assertThat(keys.signingSecret(made.key().id())).contains(secret);
        assertThat(keys.signingSecret("none")).isEmpty();
    }

    @Test
    void aRemovedKeyIsGone() {
        NewKey made = keys.create("x", Role.INVOKER, Optional.of("default"), Optional.empty());
        keys.remove(made.key().id());
        assertThat(keys.authenticate(made.bearer().text())).isEmpty();
        assertThatThrownBy(() -> keys.remove(made.key().id()))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEY_NOT_FOUND));
    }

    @Test
    void aKeyNeedsItsNamespace() {
        assertThatThrownBy(() -> keys.create("x", Role.INVOKER, Optional.of("nowhere"), Optional.empty()))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NAMESPACE_NOT_FOUND));
    }
}
