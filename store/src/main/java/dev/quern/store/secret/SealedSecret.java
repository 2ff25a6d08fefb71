package dev.quern.store.secret;

import dev.quern.core.secret.SecretInfo;

/** A secret as the database has it; {@link Secrets#open} makes it readable. */
public record SealedSecret(SecretInfo info, byte[] sealed) {
    @Override
    public String toString() {
        return info.toString();
    }
}
