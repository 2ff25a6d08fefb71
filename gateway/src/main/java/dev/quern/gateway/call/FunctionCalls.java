package dev.quern.gateway.call;

import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.core.value.Ids;
import dev.quern.gateway.http.Exchange;
import dev.quern.node.call.CallSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What every call of a function begins with, by whichever route it comes. */
public final class FunctionCalls {
    private FunctionCalls() {}

    /** The version, if the caller may call the function; else it is as if there were none. */
    public static Version version(Exchange x, Routing routing, FunctionName name, Optional<String> selector) {
        if (!routing.mayCall(x.principal(), name)) {
            throw Exchange.hidden();
        }
        return routing.resolve(name, selector.map(Selector::parse).orElse(Selector.LIVE), x::header);
    }

    /** @param nanos by {@link System#nanoTime}, the same instant as {@code received} */
    public static CallSpec spec(
            Exchange x, Version version, List<String> arguments, Duration timeout, Instant received, long nanos) {
        return new CallSpec(
                Ids.next(),
                version.function().namespace(),
                Optional.of(version.function()),
                version.number(),
                version.imageDigest(),
                version.config(),
                arguments,
                false,
                x.principal().keyId(),
                x.caller().maxRunning(),
                received,
                received.plus(timeout),
                nanos + timeout.toNanos(),
                Optional.empty());
    }
}
