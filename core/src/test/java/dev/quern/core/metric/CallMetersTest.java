package dev.quern.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CallMetersTest {
    private static final FunctionName F = new FunctionName("default", "f");

    private final CallMeters meters = new CallMeters();

    @Test
    void callsAreCountedByVersionAndErrorsByWhoseFaultTheyAre() {
        meters.add(call(Optional.of(F), 1, CallState.SUCCEEDED), false);
        meters.add(call(Optional.of(F), 1, CallState.FAILED), false);
        meters.add(call(Optional.of(F), 1, CallState.SUCCEEDED), true);
        meters.add(call(Optional.of(F), 1, CallState.CANCELLED), false);
        meters.add(call(Optional.of(F), 2, CallState.CANCELLED), true);
        meters.add(call(Optional.empty(), 0, CallState.FAILED), false);
        VersionFigures first = meters.of(F, 1);
        assertThat(first.calls()).isEqualTo(3);
        assertThat(first.errors()).isEqualTo(2);
        assertThat(first.queue().quantileMicros(1)).isEqualTo(1);
        assertThat(first.start().quantileMicros(1)).isEqualTo(2);
        assertThat(first.run().quantileMicros(1)).isEqualTo(3);
        assertThat(meters.of(F, 2).errors()).isEqualTo(1);
        assertThat(meters.of(F, 3)).isSameAs(VersionFigures.NONE);
        assertThat(meters.latest()).hasSize(2);
    }

    @Test
    void theNumberOfVersionsIsBounded() {
        for (int version = 1; version <= 2_100; version++) {
            meters.add(call(Optional.of(F), version, CallState.SUCCEEDED), false);
        }
        assertThat(meters.latest()).hasSize(2_000);
        assertThat(meters.of(F, 2_100).calls()).isEqualTo(1);
        assertThat(meters.of(F, 1).calls()).isZero();
    }

    private static CallRecord call(Optional<FunctionName> function, int version, CallState state) {
        return new CallRecord(
                Ids.next(),
                "default",
                function,
                version,
                "sha256:0",
                "key",
                "local",
                state,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                1,
                2,
                3,
                0,
                0,
                0,
                0,
                true,
                1);
    }
}
