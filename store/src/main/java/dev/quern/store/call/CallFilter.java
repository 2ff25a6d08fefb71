package dev.quern.store.call;

import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import java.time.Instant;
import java.util.Optional;

/**
 * Which calls a listing shows; an empty part lets everything through.
 *
 * @param since calls whose id was made at or after it, to the millisecond
 * @param keyId calls of one key only
 */
public record CallFilter(
        Optional<String> namespace,
        Optional<FunctionName> function,
        Optional<CallState> state,
        Optional<Instant> since,
        Optional<String> keyId) {
    public static CallFilter everything() {
        return new CallFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
