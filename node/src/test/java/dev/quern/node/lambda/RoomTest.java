package dev.quern.node.lambda;

import static dev.quern.node.lambda.Instance.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.node.http.Header;
import dev.quern.node.share.Holder;
import dev.quern.node.share.Shares;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Of what a node gathers in memory, a version has its share. */
class RoomTest {
    private static final int MIB = 1 << 20;
    private static final Header PATH = new Header("X-Forwarded-Prefix", "/fn/a/f");

    private final Shares room = new Shares(16 * MIB);

    private Instance greedy() throws IOException {
        return new Instance(room.of(new Holder("a", "a/greedy@1")));
    }

    private Instance other() throws IOException {
        return new Instance(room.of(new Holder("b", "b/other@1")));
    }

    /** So much of an event that is not whole. */
    private static Caller sending(Instance instance, Instance.Client client, int bytes, Header... headers)
            throws IOException {
        client.ask();
        await().until(instance.connection::isIdle);
        Caller caller = new Caller();
        caller.begins(instance.connection, Duration.ofMinutes(1), -1, headers);
        instance.connection.send(false, caller, ByteBuffer.allocate(bytes));
        return caller;
    }

    @Test
    void aGreedyFunctionIsRefusedAndLeavesRoomForOthers() throws Exception {
        try (Instance one = greedy();
                Instance two = greedy();
                Instance three = other();
                Instance.Client a = one.client();
                Instance.Client b = two.client();
                Instance.Client c = three.client()) {
            sending(one, a, 5 * MIB);
            Caller refused = sending(two, b, 5 * MIB, PATH);
            assertThatThrownBy(refused::answer).hasMessageContaining("as many large events and responses");
            Caller taken = sending(three, c, 3 * MIB);
            three.connection.send(true, taken, ByteBuffer.allocate(0));
            assertThat(c.answer().body()).hasSize(3 * MIB);
            one.connection.close();
            two.connection.close();
            c.post(response(taken.id), "1");
            assertThat(taken.answer()).isEqualTo("1");
            c.ask();
            await().until(() -> room.used() == 0);
        }
    }

    @Test
    void anAnswerThereIsNoRoomForIsRefusedAndTheInstanceGoesOn() throws Exception {
        try (Instance one = greedy();
                Instance two = greedy();
                Instance.Client a = one.client();
                Instance.Client b = two.client()) {
            sending(one, a, 6 * MIB);
            Caller caller = sending(two, b, 1, PATH);
            two.connection.send(true, caller, ByteBuffer.allocate(0));
            b.answer();
            String body = "x".repeat(5 * MIB);
            b.post(response(caller.id), "{\"statusCode\":200,\"body\":\"" + body + "\"}");
            assertThatThrownBy(caller::answer).hasMessageContaining("as many large events and responses");
            b.ask();
            await().until(two.connection::isIdle);
            one.connection.close();
            assertThat(room.used()).isZero();
        }
    }
}
