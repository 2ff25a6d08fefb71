package dev.quern.node.secret;

import dev.quern.core.secret.SecretInfo;
import dev.quern.core.secret.SecretName;
import java.util.Optional;

/** Where a node gets the secrets of the functions it runs. Answers from memory once a secret was asked for. */
public interface SecretSource {
    SecretSource NONE = new SecretSource() {
        @Override
        public byte[] open(SecretName name) {
            throw name.unknown();
        }

        @Override
        public Optional<SecretInfo> find(SecretName name) {
            return Optional.empty();
        }
    };

    /**
     * The value as of now, for the caller to hand over and forget.
     *
     * @throws dev.quern.core.error.QuernException secret_not_found
     */
    byte[] open(SecretName name);

    /** What is known of it, as of now. */
    Optional<SecretInfo> find(SecretName name);
}
