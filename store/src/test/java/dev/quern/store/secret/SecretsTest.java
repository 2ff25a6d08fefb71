package dev.quern.store.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.secret.SecretInfo;
import dev.quern.core.secret.SecretName;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class SecretsTest {
    private final Store store;
    private final Secrets secrets;

    SecretsTest(Store store) {
        this.store = store;
        this.secrets = store.secrets();
    }

    @Test
    void aSecretOpensToWhatItWasSetToAndItsRowDoesNotHoldThat() {
        SecretName name = name("opens", "A");
        secrets.set(name, bytes("hunter2-hunter2"));
        SealedSecret sealed = secrets.sealed(name).orElseThrow();
        assertThat(secrets.open(sealed)).asString().isEqualTo("hunter2-hunter2");
        assertThat(new String(sealed.sealed(), StandardCharsets.ISO_8859_1)).doesNotContain("hunter2");
        assertThat(sealed.toString()).doesNotContain("hunter2");
    }

    @Test
    void settingAgainCountsAndKeepsWhenItWasMade() {
        SecretName name = name("again", "A");
        SecretInfo first = secrets.set(name, bytes("one"));
        SecretInfo second = secrets.set(name, bytes("three"));
        assertThat(first.version()).isEqualTo(1);
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.sizeBytes()).isEqualTo(5);
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(secrets.find(name)).contains(second);
    }

    @Test
    void aSealedValueIsWorthlessUnderAnotherName() {
        SecretName one = name("swap", "ONE");
        secrets.set(one, bytes("value"));
        SecretInfo other = secrets.set(name("swap", "OTHER"), bytes("else"));
        byte[] sealed = secrets.sealed(one).orElseThrow().sealed();
        assertThatThrownBy(() -> secrets.open(new SealedSecret(other, sealed)))
                .hasMessageContaining("cannot be opened");
    }

    @Test
    void boundsAreKept() {
        SecretName large = name("bounds", "LARGE");
        assertThat(secrets.set(large, new byte[SecretName.MAX_BYTES]).sizeBytes())
                .isEqualTo(SecretName.MAX_BYTES);
        assertThatThrownBy(() -> secrets.set(large, new byte[SecretName.MAX_BYTES + 1]))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
        for (int i = 1; i < SecretName.MOST; i++) {
            secrets.set(name("bounds", "S" + i), bytes("x"));
        }
        assertThatThrownBy(() -> secrets.set(name("bounds", "ONE_MORE"), bytes("x")))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        secrets.set(large, bytes("those there are can be set again"));
        Page<SecretInfo> page = secrets.list(Optional.of("bounds"), new PageRequest(150, Optional.empty()));
        Page<SecretInfo> rest = secrets.list(Optional.of("bounds"), new PageRequest(150, page.next()));
        assertThat(page.items().size() + rest.items().size()).isEqualTo(SecretName.MOST);
    }

    @Test
    void aNamespaceWithSecretsIsNotEmpty() {
        SecretName name = name("full", "A");
        secrets.set(name, bytes("x"));
        assertThatThrownBy(() -> store.namespaces().remove("full")).hasMessageContaining("still holds secrets");
        assertThat(secrets.remove(name)).isTrue();
        assertThat(secrets.remove(name)).isFalse();
        store.namespaces().remove("full");
        assertThatThrownBy(() -> secrets.set(name, bytes("x")))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NAMESPACE_NOT_FOUND));
    }

    private SecretName name(String namespace, String name) {
        SecretName made = new SecretName(namespace, name);
        if (store.namespaces().find(namespace).isEmpty()) {
            store.namespaces().create(namespace);
        }
        return made;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
