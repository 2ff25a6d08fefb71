package dev.quern.store.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import dev.quern.store.Samples;
import dev.quern.store.SharedStore;
import dev.quern.store.Store;
import dev.quern.store.sql.PageRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedStore.class)
class CallsTest {
    private static final long DAY = 86_400_000L;

    private final Calls calls;
    private final FunctionName function;

    CallsTest(Store store) {
        this.calls = store.calls();
        this.function = Samples.function(store);
    }

    @Test
    void aRecordComesBackAsItWas() {
        CallRecord failed = Samples.call(Optional.of(function), CallState.FAILED);
        CallRecord adHoc = Samples.call(Optional.empty(), CallState.SUCCEEDED);
        calls.insert(List.of(failed, adHoc));
        assertThat(calls.find(failed.id())).contains(failed);
        assertThat(calls.find(adHoc.id())).contains(adHoc);
        assertThat(calls.find(Ids.next())).isEmpty();
    }

    @Test
    void aBatchSentAgainChangesNothing() {
        List<CallRecord> batch =
                new ArrayList<>(Collections.nCopies(3, Samples.call(Optional.of(function), CallState.FAILED)));
        calls.insert(batch);
        batch.add(Samples.call(Optional.of(function), CallState.SUCCEEDED));
        calls.insert(batch);
        assertThat(list(CallFilter.everything()).size()).isEqualTo(2);
    }

    @Test
    void batchesOfManyNodesArriveSideBySide() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int node = 0; node < 8; node++) {
                List<CallRecord> batch = new ArrayList<>();
                for (int i = 0; i < 250; i++) {
                    batch.add(Samples.call(Optional.of(function), CallState.SUCCEEDED));
                }
                threads.submit(() -> calls.insert(batch));
            }
        }
        assertThat(list(CallFilter.everything())).hasSize(2000).doesNotHaveDuplicates();
    }

    @Test
    void filtersByStateTimeAndKey() {
        CallRecord old =
                Samples.call(idAt(System.currentTimeMillis() - 2 * DAY), Optional.of(function), CallState.FAILED);
        CallRecord failed = Samples.call(Optional.of(function), CallState.FAILED);
        CallRecord good = Samples.call(Optional.of(function), CallState.SUCCEEDED);
        calls.insert(List.of(old, failed, good));
        assertThat(list(filter(Optional.of(CallState.FAILED), Optional.empty(), Optional.empty())))
                .containsExactly(failed, old);
        assertThat(list(filter(Optional.empty(), Optional.of(Instant.now().minusMillis(DAY)), Optional.empty())))
                .containsExactlyInAnyOrder(good, failed);
        assertThat(list(filter(Optional.empty(), Optional.empty(), Optional.of("other"))))
                .isEmpty();
        assertThat(list(filter(Optional.empty(), Optional.of(Instant.MAX), Optional.empty())))
                .isEmpty();
        assertThat(list(filter(Optional.empty(), Optional.of(Instant.MIN), Optional.empty())))
                .hasSize(3);
    }

    @Test
    void daysBeyondTheRetentionAreDroppedAndRecordsOutsideItLeftOut() {
        long now = System.currentTimeMillis();
        Calls longMemory = new Calls(calls.db, java.time.Duration.ofDays(400), Instant::now);
        CallRecord ancient = Samples.call(idAt(now - 300 * DAY), Optional.of(function), CallState.FAILED);
        longMemory.insert(List.of(ancient));
        assertThat(calls.find(ancient.id())).isPresent();
        assertThat(calls.dropOld()).isEqualTo(1);
        assertThat(calls.find(ancient.id())).isEmpty();
        CallRecord future = Samples.call(idAt(now + 30 * DAY), Optional.of(function), CallState.FAILED);
        calls.insert(List.of(ancient, future));
        assertThat(list(CallFilter.everything())).isEmpty();
    }

    @Test
    void whatAFunctionWroteToStderrIsStorable() {
        CallRecord call = withTail("nul \0 lone \uD800 good 🙂");
        calls.insert(List.of(call));
        assertThat(calls.find(call.id()).orElseThrow().stderrTail()).contains("nul \uFFFD lone \uFFFD good 🙂");
    }

    private CallRecord withTail(String tail) {
        CallRecord c = Samples.call(Optional.of(function), CallState.FAILED);
        return new CallRecord(
                c.id(),
                c.namespace(),
                c.function(),
                c.version(),
                c.imageDigest(),
                c.keyId(),
                c.node(),
                c.state(),
                OptionalInt.of(1),
                c.error(),
                c.message(),
                Optional.of(tail),
                c.startedAt(),
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                false,
                1);
    }

    private CallFilter filter(Optional<CallState> state, Optional<Instant> since, Optional<String> key) {
        return new CallFilter(Optional.empty(), Optional.of(function), state, since, key);
    }

    private List<CallRecord> list(CallFilter filter) {
        CallFilter mine =
                new CallFilter(Optional.empty(), Optional.of(function), filter.state(), filter.since(), filter.keyId());
        List<CallRecord> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = calls.list(mine, new PageRequest(700, cursor));
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());
        return all;
    }

    private static UUID idAt(long millis) {
        UUID next = Ids.next();
        return new UUID((millis << 16) | (next.getMostSignificantBits() & 0xFFFF), next.getLeastSignificantBits());
    }
}
