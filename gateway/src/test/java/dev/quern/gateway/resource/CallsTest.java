package dev.quern.gateway.resource;

import static dev.quern.gateway.Installation.developer;
import static dev.quern.gateway.Installation.invoker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.access.Principal;
import dev.quern.core.api.CallBody;
import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Installation.Shared.class)
class CallsTest {
    private final Installation quern;
    private final String namespace;
    private long clock = System.currentTimeMillis();

    CallsTest(Installation quern) {
        this.quern = quern;
        this.namespace = quern.namespace();
    }

    @Test
    void whatIsInMemoryAndWhatIsStoredIsOneListing() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            CallRecord call = call("k", i == 8 ? CallState.RUNNING : CallState.SUCCEEDED);
            if (i < 6) {
                quern.store.calls().insert(List.of(call));
            }
            if (i > 2) {
                quern.recent.add(call);
            }
            ids.addFirst(call.id().toString());
        }
        List<String> listed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            var page = quern.calls.list(developer(namespace), everything(), 2, cursor);
            page.items().forEach(call -> listed.add(call.id()));
            cursor = Optional.ofNullable(page.next());
        } while (cursor.isPresent());
        assertThat(listed).containsExactlyElementsOf(ids);
        var running =
                new Calls.Query(Optional.empty(), Optional.empty(), Optional.of(CallState.RUNNING), Optional.empty());
        assertThat(quern.calls
                        .list(developer(namespace), running, 10, Optional.empty())
                        .items())
                .extracting(CallBody::id)
                .containsExactly(ids.getFirst());
    }

    @Test
    void anInvokerSeesTheCallsOfItsOwnKey() {
        Principal invoker = invoker(namespace);
        CallRecord own = call(invoker.keyId(), CallState.SUCCEEDED);
        CallRecord other = call("other", CallState.SUCCEEDED);
        quern.store.calls().insert(List.of(own, other));
        assertThat(quern.calls.list(invoker, everything(), 10, Optional.empty()).items())
                .extracting(CallBody::id)
                .containsExactly(own.id().toString());
        assertThat(quern.calls.get(invoker, own.id().toString()).runMillis()).isEqualTo(1.5);
        Refused.with(
                ErrorCode.CALL_NOT_FOUND,
                () -> quern.calls.get(invoker, other.id().toString()));
        assertThat(quern.calls
                        .list(developer(namespace), everything(), 10, Optional.empty())
                        .items())
                .hasSize(2);
    }

    @Test
    void aCallOfAnotherNamespaceIsUnknown() {
        CallRecord call = call("k", CallState.SUCCEEDED);
        quern.store.calls().insert(List.of(call));
        Principal stranger = developer(quern.namespace());
        Refused.with(
                ErrorCode.CALL_NOT_FOUND,
                () -> quern.calls.get(stranger, call.id().toString()));
        Refused.with(ErrorCode.CALL_NOT_FOUND, () -> quern.calls.get(stranger, "../x"));
        Refused.with(
                ErrorCode.NAMESPACE_NOT_FOUND,
                () -> quern.calls.list(
                        stranger,
                        new Calls.Query(
                                Optional.empty(),
                                Optional.of(new FunctionName(namespace, "f")),
                                Optional.empty(),
                                Optional.empty()),
                        10,
                        Optional.empty()));
    }

    private static Calls.Query everything() {
        return new Calls.Query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private CallRecord call(String key, CallState state) {
        UUID random = Ids.next();
        UUID id = new UUID(
                (clock++ << 16) | (random.getMostSignificantBits() & 0xFFFF), random.getLeastSignificantBits());
        return new CallRecord(
                id,
                namespace,
                Optional.of(new FunctionName(namespace, "f")),
                1,
                "sha256:x",
                key,
                "node",
                state,
                OptionalInt.of(0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                0,
                0,
                1500,
                0,
                0,
                0,
                0,
                true,
                1);
    }
}
