package dev.quern.manager.callback;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How notifications of tasks' ends are sent.
 *
 * @param timeout of one delivery, from looking the host up to the status of the answer
 * @param atOnce deliveries under way together, 1 and up
 * @param allow {@code host:port} that may be called although they are on this machine or its link
 * @param publicUrl of this installation, without a slash at its end, for links to results; without it they
 *     are paths
 */
public record CallbackSettings(Duration timeout, int atOnce, Set<String> allow, Optional<String> publicUrl) {
    public static final CallbackSettings DEFAULT =
            new CallbackSettings(Duration.ofSeconds(10), 16, Set.of(), Optional.empty());

    public CallbackSettings {
        allow = Set.copyOf(allow);
    }

    public CallbackSettings withAllow(Set<String> hosts) {
        return new CallbackSettings(timeout, atOnce, hosts, publicUrl);
    }
}
