package dev.quern.store.key;

import java.util.HexFormat;

/**
 * What notifications are signed with: a secret for each namespace, so that none can forge another's. Derived
 * from the master key, so there is nothing to keep; it changes with the master key only.
 */
public final class CallbackSecrets {
    private final MasterKey master;

    public CallbackSecrets(MasterKey master) {
        this.master = master;
    }

    /** 64 hex digits; the key of the signature is their ASCII text, as receivers are given it. */
    public String of(String namespace) {
        return HexFormat.of().formatHex(master.derive("callbacks of " + namespace));
    }
}
