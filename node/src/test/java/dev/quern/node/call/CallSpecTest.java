package dev.quern.node.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallSpecTest {
    @Test
    void callsOfAVersionShareItsPool() {
        Optional<FunctionName> thumbnail = Optional.of(new FunctionName("media", "thumbnail"));
        assertThat(spec("media", thumbnail, Map.of()).poolKey()).isEqualTo("media/thumbnail@3");
    }

    @Test
    void callsOfAnImageShareAPoolOnlyWithTheVerySameConfiguration() {
        // "Aa" and "BB" have the same hash code.
        String one = spec("media", Optional.empty(), Map.of("A", "Aa")).poolKey();
        assertThat(spec("media", Optional.empty(), Map.of("A", "Aa")).poolKey()).isEqualTo(one);
        assertThat(spec("media", Optional.empty(), Map.of("A", "BB")).poolKey()).isNotEqualTo(one);
    }

    @Test
    void namespacesNeverShareAPool() {
        assertThat(spec("media", Optional.empty(), Map.of()).poolKey())
                .isNotEqualTo(spec("other", Optional.empty(), Map.of()).poolKey());
    }

    private static CallSpec spec(String namespace, Optional<FunctionName> function, Map<String, String> environment) {
        FunctionConfig d = FunctionConfig.defaults();
        FunctionConfig config = new FunctionConfig(
                d.contract(),
                d.command(),
                d.fresh(),
                d.runtime(),
                d.memory(),
                d.timeout(),
                d.concurrency(),
                d.min(),
                d.max(),
                d.queue(),
                environment,
                d.mounts(),
                d.labels(),
                d.serving());
        return new CallSpec(
                Ids.next(),
                namespace,
                function,
                function.isPresent() ? 3 : 0,
                "sha256:" + "0".repeat(64),
                config,
                List.of(),
                false,
                "k",
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                0,
                Optional.empty());
    }
}
