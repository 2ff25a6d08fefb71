package dev.quern.gateway.resource;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Grants;
import dev.quern.core.function.SecretUse;
import dev.quern.core.secret.SecretName;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What functions can be given.
 *
 * @param secrets whether there is such a secret
 * @param egressLack what the nodes lack to let a function out; empty when nothing
 */
public record GrantRules(Predicate<SecretName> secrets, Supplier<Optional<String>> egressLack) {
    static final GrantRules NOTHING = new GrantRules(_ -> false, () -> Optional.of("a way out"));

    /** @throws QuernException secret_not_found, unsupported */
    void require(String namespace, Grants grants) {
        for (SecretUse use : grants.secrets()) {
            SecretName name = new SecretName(namespace, use.name());
            if (!secrets.test(name)) {
                throw name.unknown();
            }
        }
        if (!grants.egress().isNone()) {
            egressLack.get().ifPresent(lack -> {
                throw new QuernException(
                        ErrorCode.UNSUPPORTED,
                        "The node cannot let functions out of their sandboxes: it lacks " + lack,
                        "Run 'quern doctor' on it; or deploy with --egress none.");
            });
        }
    }
}
