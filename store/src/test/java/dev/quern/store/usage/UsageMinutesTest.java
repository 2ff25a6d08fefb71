package dev.quern.store.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import dev.quern.core.usage.Usage;
import dev.quern.core.usage.UsageBy;
import dev.quern.core.value.Ids;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class UsageMinutesTest {
    private final Instant from =
            Instant.now().minus(Duration.ofDays(1)).truncatedTo(java.time.temporal.ChronoUnit.HOURS);

    private final Store store;
    private final FunctionName function = new FunctionName(Samples.name(), Samples.name());

    UsageMinutesTest(Store store) {
        this.store = store;
    }

    @Test
    void callsAreCountedOnceHoweverOftenTheyAreSent() throws Exception {
        List<CallRecord> batch = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            batch.add(Samples.call(Optional.of(function), CallState.SUCCEEDED));
        }
        store.calls().insert(batch.subList(0, 10));
        Callable<Boolean> again = () -> {
            store.calls().insert(batch);
            return true;
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var sent : threads.invokeAll(List.of(again, again, again, again))) {
                assertThat(sent.get()).isTrue();
            }
        }
        List<UsageSum> sums = list(UsageBy.FUNCTION, Optional.empty());
        assertThat(sums).hasSize(1);
        assertThat(sums.getFirst().executions()).isEqualTo(40);
        assertThat(sums.getFirst().usage()).isEqualTo(new Usage(160, 120, 5, 240, 280));
    }

    @Test
    void aRecordOfManyCallsCountsAsMany() {
        CallRecord one = Samples.call(Optional.of(function), CallState.SUCCEEDED);
        store.calls().insert(List.of(one.plus(Samples.call(Optional.of(function), CallState.SUCCEEDED))));
        List<UsageSum> sums = list(UsageBy.FUNCTION, Optional.empty());
        assertThat(sums).extracting(UsageSum::executions).containsExactly(2L);
        assertThat(sums.getFirst().usage()).isEqualTo(new Usage(8, 6, 5, 12, 14));
        assertThat(store.calls().find(one.id()).orElseThrow().calls()).isEqualTo(2);
    }

    @Test
    void sumsAreByNameAndInSteps() {
        store.calls()
                .insert(List.of(
                        Samples.call(Optional.of(function), CallState.SUCCEEDED),
                        Samples.call(Optional.of(new FunctionName(function.namespace(), "other")), CallState.FAILED),
                        Samples.call(Ids.next(), Optional.of(function), CallState.CANCELLED)));
        assertThat(list(UsageBy.FUNCTION, Optional.empty()))
                .extracting(UsageSum::function, UsageSum::version, UsageSum::executions)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(function.name(), 0, 2L),
                        org.assertj.core.groups.Tuple.tuple("other", 0, 1L));
        assertThat(list(UsageBy.NAMESPACE, Optional.empty()).getFirst().executions())
                .isEqualTo(3);
        List<UsageSum> steps = list(UsageBy.NAMESPACE, Optional.of(Duration.ofDays(2)));
        assertThat(steps).hasSize(1);
        assertThat(steps.getFirst().from()).isEqualTo(from);
        assertThat(list(UsageBy.VERSION, Optional.empty()).getFirst().version()).isEqualTo(3);
    }

    private List<UsageSum> list(UsageBy by, Optional<Duration> step) {
        return store.usage()
                .list(new UsageQuery(by, from, Instant.now().plusSeconds(60), Optional.of(function.namespace()), step));
    }
}
