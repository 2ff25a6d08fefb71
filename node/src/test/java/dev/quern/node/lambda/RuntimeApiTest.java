package dev.quern.node.lambda;

import static dev.quern.node.lambda.Instance.NEXT;
import static dev.quern.node.lambda.Instance.error;
import static dev.quern.node.lambda.Instance.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.http.Header;
import dev.quern.node.http.KnownFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runtime clients may do, and may not; the cases of the runtime interface emulator among them. */
class RuntimeApiTest {
    private Instance instance;
    private Instance.Client client;

    @BeforeEach
    void start() throws IOException {
        instance = new Instance();
        client = instance.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        instance.close();
    }

    /** The client asks for an event, and is heard. */
    private void ready() throws IOException {
        client.ask();
        await().until(instance.connection::isIdle);
    }

    private static QuernException told(Caller caller) {
        try {
            return new QuernException(ErrorCode.INTERNAL, caller.answer());
        } catch (Exception e) {
            if (e.getCause() instanceof KnownFailure known) {
                return known.told();
            }
            throw new AssertionError(e);
        }
    }

    @Test
    void anEventReachesTheClientAndItsResponseTheCaller() throws Exception {
        ready();
        assertThat(instance.api.ready()).isCompleted();
        Caller caller = new Caller();
        assertThat(caller.begins(instance.connection, Duration.ofSeconds(3), 7)).isTrue();
        instance.connection.send(true, caller, ByteBuffer.wrap("{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
        Instance.Answer event = client.answer();
        assertThat(event.status()).isEqualTo(200);
        assertThat(event.body()).isEqualTo("{\"a\":1}");
        assertThat(event.header("Lambda-Runtime-Aws-Request-Id")).isEqualTo(caller.id);
        assertThat(event.header("Lambda-Runtime-Invoked-Function-Arn"))
                .isEqualTo("arn:aws:lambda:quern:000000000000:function:shop:7");
        assertThat(event.header("Lambda-Runtime-Trace-Id"))
                .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0");
        assertThat(Instant.ofEpochMilli(Long.parseLong(event.header("Lambda-Runtime-Deadline-Ms"))))
                .isBetween(Instant.now(), Instant.now().plusSeconds(3));
        assertThat(event.headers()).doesNotContainKey("Lambda-Runtime-Client-Context");

        Instance.Answer accepted = client.post(response(caller.id), "{\"b\":2}", "Content-Type: text/odd");
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body()).isEqualTo("{\"status\":\"OK\"}\n");
        assertThat(caller.answer()).isEqualTo("{\"b\":2}");
        assertThat(caller.head().status()).isEqualTo(200);
        assertThat(caller.head().first("Content-Type")).contains("application/json");
    }

    @Test
    void oneEventComesAfterTheOther() throws Exception {
        for (int i = 0; i < 50; i++) {
            ready();
            Caller caller = Caller.of(instance.connection, "\"" + i + "\"");
            String event = client.answer().body();
            assertThat(client.post(response(caller.id), event).status()).isEqualTo(202);
            assertThat(caller.answer()).isEqualTo("\"" + i + "\"");
        }
    }

    @Test
    void anInstanceIsFreeWhenItsClientAsksAgainAndNotBefore() throws Exception {
        ready();
        Caller caller = Caller.of(instance.connection, "1");
        client.answer();
        AtomicBoolean free = new AtomicBoolean();
        instance.connection.whenFree(() -> free.set(true));
        client.post(response(caller.id), "2");
        assertThat(caller.answer()).isEqualTo("2");
        assertThat(free).isFalse();
        assertThat(new Caller().begins(instance.connection, Duration.ofSeconds(1), 0))
                .isFalse();
        ready();
        await().untilTrue(free);
    }

    @Test
    void whatTheCallerSaysOfTracesAndItselfIsPassedOn() throws Exception {
        ready();
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:1|b:2";
        String json = "{\"custom\":{\"foo\":\"bär\"}}";
        Caller caller = new Caller();
        caller.begins(
                instance.connection,
                Duration.ofSeconds(3),
                0,
                new Header("x-amzn-trace-id", trace),
                new Header(
                        "X-Amz-Client-Context",
                        Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8))));
        instance.connection.send(true, caller, ByteBuffer.allocate(0));
        Instance.Answer event = client.answer();
        assertThat(event.header("Lambda-Runtime-Trace-Id")).isEqualTo(trace);
        assertThat(new String(
                        event.header("Lambda-Runtime-Client-Context").getBytes(StandardCharsets.ISO_8859_1),
                        StandardCharsets.UTF_8))
                .isEqualTo(json);
    }

    @Test
    void aTraceThatIsNoneIsReplacedAndAContextThatIsNoneRefused() throws Exception {
        ready();
        Caller wrong = new Caller();
        wrong.begins(instance.connection, Duration.ofSeconds(3), 0, new Header("X-Amz-Client-Context", "{}"));
        instance.connection.send(true, wrong, ByteBuffer.allocate(0));
        assertThat(told(wrong).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        String split = Base64.getEncoder().encodeToString("{}\r\nX: y".getBytes(StandardCharsets.UTF_8));
        Caller splitting = new Caller();
        splitting.begins(instance.connection, Duration.ofSeconds(3), 0, new Header("X-Amz-Client-Context", split));
        instance.connection.send(true, splitting, ByteBuffer.allocate(0));
        assertThat(told(splitting).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);

        Caller caller = new Caller();
        caller.begins(instance.connection, Duration.ofSeconds(3), 0, new Header("X-Amzn-Trace-Id", "Root=mine"));
        instance.connection.send(true, caller, ByteBuffer.allocate(0));
        Instance.Answer event = client.answer();
        assertThat(event.header("Lambda-Runtime-Aws-Request-Id")).isEqualTo(caller.id);
        assertThat(event.header("Lambda-Runtime-Trace-Id")).startsWith("Root=1-");
    }

    @Test
    void anErrorIsToldAsItCame() throws Exception {
        ready();
        Caller caller = Caller.of(instance.connection, "1");
        client.answer();
        String json = "{\"errorType\":\"Told\",\"errorMessage\":\"so\",\"stackTrace\":[\"a\",\"b\"]}";
        Instance.Answer accepted =
                client.post(error(caller.id), json, "Lambda-Runtime-Function-Error-Type: Runtime.Told");
        assertThat(accepted.status()).isEqualTo(202);
        QuernException why = told(caller);
        assertThat(why.code()).isEqualTo(ErrorCode.FUNCTION_FAILED);
        assertThat(why.text()).isEqualTo("The function failed: Told: so");
        assertThat(why.functionError().orElseThrow().json()).isEqualTo(json);
        assertThat(instance.kills).hasValue(0);
        ready();
    }

    @Test
    void anErrorThatIsNoJsonIsToldAllTheSame() throws Exception {
        for (String text :
                new String[] {"it \"broke\"\n", "{\"errorType\":1} x", "[".repeat(100_000), "", "{\"a\":}"}) {
            ready();
            Caller caller = Caller.of(instance.connection, "1");
            client.answer();
            assertThat(client.post(error(caller.id), text, "Lambda-Runtime-Function-Error-Type: Odd")
                            .status())
                    .isEqualTo(202);
            QuernException why = told(caller);
            assertThat(why.text()).startsWith("The function failed: Odd").hasSizeLessThan(1100);
            assertThat(why.functionError().orElseThrow().json()).startsWith("{\"errorMessage\":\"");
        }
    }

    @Test
    void anInitErrorFailsTheStart() throws Exception {
        Instance.Answer accepted = client.post(
                "/2018-06-01/runtime/init/error",
                "{\"errorType\":\"Runtime.ImportModuleError\",\"errorMessage\":\"No module named 'app'\"}");
        assertThat(accepted.status()).isEqualTo(202);
        assertThatThrownBy(instance.api.ready()::join)
                .hasRootCauseMessage(
                        "The function could not be initialized: Runtime.ImportModuleError:" + " No module named 'app'");
        assertThat(client.get(NEXT).status()).isEqualTo(403);
    }

    @Test
    void anInitErrorAfterTheStartIsRefused() throws Exception {
        ready();
        try (Instance.Client other = instance.client()) {
            Instance.Answer refused = other.post("/2018-06-01/runtime/init/error", "{}");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body())
                    .contains("\"errorType\":\"InvalidStateTransition\"")
                    .contains("State transition from Ready to InitError failed for runtime.");
        }
        assertThat(instance.connection.isIdle()).isTrue();
    }

    @Test
    void aWrongIdIsRefusedAndTheCallGoesOn() throws Exception {
        assertThat(client.post(response("1"), "x").status()).isEqualTo(400);
        ready();
        Caller caller = Caller.of(instance.connection, "1");
        client.answer();
        for (String path : new String[] {response("other"), error("other")}) {
            Instance.Answer refused = client.post(path, "x");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body())
                    .isEqualTo("{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}\n");
        }
        assertThat(client.post(response(caller.id), "right").status()).isEqualTo(202);
        assertThat(caller.answer()).isEqualTo("right");
    }

    @Test
    void aSecondAnswerIsRefused() throws Exception {
        ready();
        Caller caller = Caller.of(instance.connection, "1");
        client.answer();
        client.post(response(caller.id), "first");
        Instance.Answer again = client.post(response(caller.id), "second");
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.body()).contains("from ResponseSent to InvocationResponse");
        assertThat(client.post(error(caller.id), "{}").status()).isEqualTo(403);
        assertThat(caller.answer()).isEqualTo("first");
        ready();
        try (Instance.Client other = instance.client()) {
            assertThat(other.post(response(caller.id), "third").status()).isEqualTo(400);
        }
    }

    @Test
    void whoAsksAgainWithoutAnAnswerGetsTheSameEvent() throws Exception {
        ready();
        Caller caller = Caller.of(instance.connection, "\"same\"");
        assertThat(client.answer().body()).isEqualTo("\"same\"");
        Instance.Answer again = client.get(NEXT);
        assertThat(again.body()).isEqualTo("\"same\"");
        assertThat(again.header("Lambda-Runtime-Aws-Request-Id")).isEqualTo(caller.id);
        client.post(response(caller.id), "done");
        assertThat(caller.answer()).isEqualTo("done");
    }

    @Test
    void aClientThatLeftWhileItWaitedIsNotAsked() throws Exception {
        try (Instance.Client gone = instance.client()) {
            gone.ask();
            await().until(instance.connection::isIdle);
        }
        client.ask();
        Caller caller = Caller.of(instance.connection, "1");
        client.answer();
        client.post(response(caller.id), "2");
        assertThat(caller.answer()).isEqualTo("2");
    }

    @Test
    void unknownPathsAndMethodsAreNotFound() throws Exception {
        for (String path :
                new String[] {"/", "/2018-06-01/runtime/invocation/a/b/response", "/2020-01-01/extension/x"}) {
            assertThat(client.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(client.post(NEXT, "").status()).isEqualTo(404);
        assertThat(client.get("/2018-06-01/ping").body()).isEqualTo("\"pong\"\n");
    }

    @Test
    void largeEventsAndResponsesPassWholeAndLargerOnesDoNot() throws Exception {
        String large = "x".repeat((int) Limits.EVENT);
        ready();
        Caller caller = new Caller();
        caller.begins(instance.connection, Duration.ofMinutes(1), -1);
        byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += 100_000) {
            int n = Math.min(100_000, bytes.length - at);
            instance.connection.send(at + n == bytes.length, caller, ByteBuffer.wrap(bytes, at, n));
        }
        assertThat(client.answer().body()).isEqualTo(large);
        String response = "y".repeat((int) Limits.RESPONSE);
        assertThat(client.post(response(caller.id), response).status()).isEqualTo(202);
        assertThat(caller.answer()).isEqualTo(response);

        ready();
        Caller over = Caller.of(instance.connection, "1");
        client.answer();
        Instance.Answer refused = client.post(response(over.id), response + "y");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.body()).contains("RequestEntityTooLarge", "6291556 bytes");
        assertThat(told(over).functionError().orElseThrow().type()).isEqualTo("Function.ResponseSizeTooLarge");
    }

    @Test
    void anEventThatIsTooLargeIsRefusedBeforeTheFunctionSeesIt() throws Exception {
        ready();
        Caller said = new Caller();
        said.begins(instance.connection, Duration.ofMinutes(1), Limits.EVENT + 1);
        instance.connection.send(false, said, ByteBuffer.allocate(0));
        assertThat(told(said).code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        Caller unsaid = new Caller();
        unsaid.begins(instance.connection, Duration.ofMinutes(1), -1);
        instance.connection.send(false, unsaid, ByteBuffer.allocate((int) Limits.EVENT));
        instance.connection.send(true, unsaid, ByteBuffer.allocate(1));
        assertThat(told(unsaid).code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
        Caller good = Caller.of(instance.connection, "\"good\"");
        assertThat(client.answer().body()).isEqualTo("\"good\"");
        client.post(response(good.id), "1");
        assertThat(good.answer()).isEqualTo("1");
    }

    @Test
    void aCallThatIsCancelledEndsTheInstanceAtWork() throws Exception {
        ready();
        Caller caller = Caller.of(instance.connection, "1");
        client.answer();
        AtomicBoolean free = new AtomicBoolean();
        instance.connection.close();
        assertThat(instance.kills).hasValue(1);
        assertThat(instance.api.isSound()).isFalse();
        instance.connection.whenFree(() -> free.set(true));
        assertThat(free).isTrue();
        assertThat(caller.isAnswered()).isFalse();
        assertThat(client.post(response(caller.id), "late").status()).isEqualTo(400);
        assertThat(client.get(NEXT).status()).isEqualTo(403);
    }

    @Test
    void aCallThatIsCancelledBeforeTheFunctionSawItHarmsNobody() throws Exception {
        ready();
        Caller caller = new Caller();
        caller.begins(instance.connection, Duration.ofMinutes(1), -1);
        instance.connection.send(false, caller, ByteBuffer.allocate(10));
        instance.connection.close();
        assertThat(instance.kills).hasValue(0);
        Caller next = Caller.of(instance.connect(), "\"next\"");
        assertThat(client.answer().body()).isEqualTo("\"next\"");
        client.post(response(next.id), "1");
        assertThat(next.answer()).isEqualTo("1");
    }

    @Test
    void aProcessThatEndsFailsItsCall() throws Exception {
        ready();
        Caller caller = Caller.of(instance.connection, "1");
        client.answer();
        instance.api.ended();
        assertThatThrownBy(caller::answer).hasRootCauseMessage("its process ended");
    }

    @Test
    void anAnswerArrivesAlthoughTheProcessEndsBehindIt() throws Exception {
        ready();
        Caller caller = Caller.of(instance.connection, "1");
        client.answer();
        String large = "y".repeat((int) Limits.RESPONSE);
        client.post(response(caller.id), large);
        instance.api.ended();
        assertThat(caller.answer()).isEqualTo(large);
    }

    @Test
    void anInstanceThatAnswersAndNeverAsksAgainIsEnded() throws Exception {
        ready();
        Caller caller = new Caller();
        caller.begins(instance.connection, Duration.ofMillis(1), 0);
        instance.connection.send(true, caller, ByteBuffer.allocate(0));
        client.answer();
        client.post(response(caller.id), "1");
        assertThat(caller.answer()).isEqualTo("1");
        instance.api.look(System.nanoTime());
        assertThat(instance.kills).hasValue(0);
        instance.api.look(System.nanoTime() + Duration.ofSeconds(2).toNanos());
        assertThat(instance.kills).hasValue(1);
    }
}
