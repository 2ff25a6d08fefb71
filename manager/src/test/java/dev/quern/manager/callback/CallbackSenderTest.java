package dev.quern.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.task.CallbackState;
import dev.quern.core.task.CallbackStatus;
import dev.quern.core.task.RetryPolicy;
import dev.quern.core.task.Tier;
import dev.quern.core.value.Ids;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.Submission;
import dev.quern.store.task.TaskBody;
import io.avaje.jsonb.Jsonb;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbackSenderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    static Store store;

    private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);

    @BeforeAll
    static void open() {
        store = Store.open(StoreSettings.embedded(directory));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void theEndIsToldAsASignedCloudEvent() throws Exception {
        try (Receiver receiver = new Receiver(n -> 204);
                CallbackSender sender = sender(Set.of(receiver.authority()))) {
            UUID task = ended("http://" + receiver.authority() + "/done?x=1");
            sender.wake();
            status(task, CallbackState.DELIVERED);

            Receiver.Received told = receiver.received.getFirst();
            String time = told.signature().replaceAll("t=(\\d+),.*", "$1");
            assertThat(told.signature())
                    .isEqualTo(CallbackSignature.of(
                            told.body(),
                            store.callbackSecrets().of("default"),
                            Instant.ofEpochSecond(Long.parseLong(time))));
            assertThat(told.type()).startsWith("application/cloudevents+json");
            CallbackEvent event = Jsonb.instance().type(CallbackEvent.class).fromJson(told.body());
            assertThat(event.specversion()).isEqualTo("1.0");
            assertThat(event.type()).isEqualTo("dev.quern.task.cancelled");
            assertThat(event.subject()).isEqualTo(task.toString());
            assertThat(event.data().state()).isEqualTo("cancelled");
        }
    }

    @Test
    void whatFailsIsSentAgainUntilItArrives() throws Exception {
        try (Receiver receiver = new Receiver(n -> n < 3 ? 500 : 200);
                CallbackSender sender = sender(Set.of(receiver.authority()))) {
            UUID task = ended("http://" + receiver.authority() + "/");
            await().atMost(PATIENCE).until(() -> {
                pass(sender);
                return store.tasks()
                        .reads()
                        .find(task)
                        .orElseThrow()
                        .callback()
                        .filter(callback -> callback.state() == CallbackState.DELIVERED)
                        .isPresent();
            });
            assertThat(receiver.received).hasSize(3);
            assertThat(receiver.received.get(0).body())
                    .isEqualTo(receiver.received.get(2).body());
        }
    }

    @Test
    void whatNeverArrivesIsDeadInTheEnd() throws Exception {
        try (Receiver receiver = new Receiver(n -> 302);
                CallbackSender sender = sender(Set.of(receiver.authority()))) {
            UUID task = ended("http://" + receiver.authority() + "/");
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(60)).until(() -> {
                pass(sender);
                return callback(task).state() == CallbackState.DEAD;
            });
            assertThat(callback(task).attempts()).isEqualTo(20);
            assertThat(callback(task).lastError()).contains("It was answered 302");
        }
    }

    @Test
    void thisMachineIsNotCalledUnlessItIsAllowed() throws Exception {
        try (Receiver receiver = new Receiver(n -> 200);
                CallbackSender sender = sender(Set.of())) {
            UUID task = ended("http://" + receiver.authority() + "/");
            sender.wake();
            await().atMost(PATIENCE).until(() -> callback(task).attempts() > 0);
            assertThat(callback(task).lastError().orElseThrow()).contains("may not go to");
            assertThat(receiver.received).isEmpty();
        }
    }

    @Test
    void aReceiverThatNeverAnswersCostsTheTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String authority = "127.0.0.1:" + silent.getLocalPort();
            try (CallbackSender sender = sender(Set.of(authority))) {
                UUID task = ended("http://" + authority + "/");
                sender.wake();
                await().atMost(PATIENCE).until(() -> callback(task).attempts() > 0);
                assertThat(callback(task).state()).isEqualTo(CallbackState.PENDING);
            }
        }
    }

    private void pass(CallbackSender sender) {
        later.updateAndGet(offset -> offset.plus(Duration.ofHours(2)));
        sender.wake();
    }

    private CallbackSender sender(Set<String> allow) {
        CallbackSettings settings = new CallbackSettings(Duration.ofSeconds(1), 4, allow, Optional.empty());
        return new CallbackSender(
                store.tasks(),
                store.callbackSecrets(),
                settings,
                () -> Instant.now().plus(later.get()));
    }

    private static void status(UUID task, CallbackState state) {
        await().atMost(PATIENCE).until(() -> callback(task).state() == state);
    }

    private static CallbackStatus callback(UUID task) {
        return store.tasks().reads().find(task).orElseThrow().callback().orElseThrow();
    }

    /** A task that was cancelled before it ran. */
    private static UUID ended(String url) {
        UUID id = Ids.next();
        Submission submission = new Submission(
                id,
                "default",
                Optional.empty(),
                0,
                "sha256:" + "0".repeat(64),
                Optional.of(dev.quern.core.function.FunctionConfig.defaults()),
                "key1",
                Tier.STANDARD,
                RetryPolicy.DEFAULT.terms(),
                List.of(),
                TaskBody.inline("in".getBytes(StandardCharsets.US_ASCII)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(url),
                Sql.now(),
                Optional.empty());
        store.tasks().inserts().submit(List.of(submission));
        store.tasks().cancels().cancel(id);
        return id;
    }
}
