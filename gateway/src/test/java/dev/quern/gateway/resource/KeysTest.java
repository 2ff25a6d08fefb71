package dev.quern.gateway.resource;

import static dev.quern.gateway.Installation.ADMIN;
import static dev.quern.gateway.Installation.developer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.KeyBody;
import dev.quern.core.api.KeyCreated;
import dev.quern.core.api.KeyPut;
import dev.quern.core.api.NamespaceBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import dev.quern.gateway.http.Caller;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Installation.Shared.class)
class KeysTest {
    private final Installation quern;

    KeysTest(Installation quern) {
        this.quern = quern;
    }

    @Test
    void aKeyWorksFromItsAnswerToItsRemoval() {
        String namespace = quern.namespace();
        KeyCreated made = quern.keys.create(ADMIN, new KeyPut("ci", "developer", namespace, 7));
        String id = made.key().id();
        Caller caller = new Caller(new Principal(id, Role.DEVELOPER, namespace), 7);
        assertThat(quern.routing.authenticate(made.bearer())).contains(caller);
        KeyCreated rotated = quern.keys.rotate(ADMIN, id);
        assertThat(quern.routing.authenticate(made.bearer())).isEmpty();
        assertThat(quern.routing.authenticate(rotated.bearer())).contains(caller);
        assertThat(quern.keys
                        .list(ADMIN, Optional.of(namespace), 10, Optional.empty())
                        .items())
                .containsExactly(made.key());
        quern.keys.remove(ADMIN, id);
        assertThat(quern.routing.authenticate(rotated.bearer())).isEmpty();
    }

    @Test
    void keysAndNamespacesAreAnAdminsToMake() {
        String namespace = quern.namespace();
        Principal developer = developer(namespace);
        Refused.with(
                ErrorCode.FORBIDDEN, () -> quern.keys.create(developer, new KeyPut("x", "invoker", namespace, null)));
        Refused.with(ErrorCode.FORBIDDEN, () -> quern.keys.list(developer, Optional.empty(), 10, Optional.empty()));
        Refused.with(ErrorCode.FORBIDDEN, () -> quern.keys.rotate(developer, "x"));
        Refused.with(ErrorCode.FORBIDDEN, () -> quern.keys.remove(developer, "x"));
        Refused.with(ErrorCode.FORBIDDEN, () -> quern.namespaces.put(developer, "x"));
        Refused.with(ErrorCode.FORBIDDEN, () -> quern.namespaces.remove(developer, namespace));
        assertThat(quern.namespaces.list(developer, 10, Optional.empty()).items())
                .extracting(NamespaceBody::name)
                .containsExactly(namespace);
        Refused.with(ErrorCode.NAMESPACE_NOT_FOUND, () -> quern.namespaces.get(developer, "default"));
        assertThat(quern.namespaces.callbackSecret(developer, namespace).secret())
                .isEqualTo(quern.store.callbackSecrets().of(namespace));
        Refused.with(ErrorCode.NAMESPACE_NOT_FOUND, () -> quern.namespaces.callbackSecret(developer, "default"));
        Principal invoker = new Principal("invoking", Role.INVOKER, namespace);
        Refused.with(ErrorCode.FORBIDDEN, () -> quern.namespaces.callbackSecret(invoker, namespace));
    }

    @Test
    void nonsenseIsRefused() {
        refused(ErrorCode.INVALID_ARGUMENT, new KeyPut("x", "king", "default", null));
        refused(ErrorCode.INVALID_ARGUMENT, new KeyPut("../x", "invoker", "default", null));
        refused(ErrorCode.INVALID_ARGUMENT, new KeyPut("x".repeat(300), "invoker", "default", null));
        refused(ErrorCode.INVALID_ARGUMENT, new KeyPut("x", "admin", "default", null));
        refused(ErrorCode.INVALID_ARGUMENT, new KeyPut("x", "invoker", null, null));
        refused(ErrorCode.INVALID_ARGUMENT, new KeyPut("x", "invoker", "default", 0));
        refused(ErrorCode.INVALID_ARGUMENT, new KeyPut("x", "invoker", "default", -1));
        refused(ErrorCode.NAMESPACE_NOT_FOUND, new KeyPut("x", "invoker", "nowhere", null));
        for (String name : new String[] {"", "A", "..", "a/b", "ü", "x".repeat(64), "-a"}) {
            Refused.with(ErrorCode.INVALID_ARGUMENT, () -> quern.namespaces.put(ADMIN, name));
        }
        Refused.with(ErrorCode.KEY_NOT_FOUND, () -> quern.keys.rotate(ADMIN, "nobody"));
    }

    @Test
    void theListShowsNoSecret() {
        KeyCreated made = quern.keys.create(ADMIN, new KeyPut("x", "invoker", "default", null));
        String secret = made.bearer().substring(made.bearer().lastIndexOf('_') + 1);
        assertThat(quern.keys
                        .list(ADMIN, Optional.empty(), 1000, Optional.empty())
                        .items())
                .extracting(KeyBody::toString)
                .noneMatch(text -> text.contains(secret));
    }

    private void refused(ErrorCode code, KeyPut put) {
        Refused.with(code, () -> quern.keys.create(ADMIN, put));
    }
}
