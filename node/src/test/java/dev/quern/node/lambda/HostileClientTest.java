package dev.quern.node.lambda;

import static dev.quern.node.lambda.Instance.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that are none: they end their own connection, and nothing else. */
class HostileClientTest {
    private Instance instance;

    @BeforeEach
    void start() throws IOException {
        instance = new Instance();
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    /** The instance takes and answers a call still. */
    private void works() throws Exception {
        try (Instance.Client client = instance.client()) {
            client.ask();
            await().until(instance.connection::isIdle);
            Caller caller = Caller.of(instance.connection, "1");
            client.answer();
            assertThat(client.post(response(caller.id), "2").status()).isEqualTo(202);
            assertThat(caller.answer()).isEqualTo("2");
        }
    }

    @Test
    void garbageIsRefused() throws Exception {
        for (String garbage : new String[] {
            "garbage\r\n\r\n",
            "GET  / HTTP/1.1\r\n\r\n",
            "GET / HTTP/2.0\r\n\r\n",
            "GET http://x/ HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nA b: c\r\n\r\n",
            "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        }) {
            try (Instance.Client client = instance.client()) {
                client.write(garbage);
                assertThat(client.answer().status()).as(garbage).isEqualTo(400);
                assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
            }
        }
        works();
    }

    @Test
    void headsWithoutEndAreRefused() throws Exception {
        try (Instance.Client client = instance.client()) {
            String begin = "GET / HTTP/1.1\r\nX: ";
            client.write(begin + "y".repeat((128 << 10) - begin.length()));
            assertThat(client.answer().status()).isEqualTo(431);
        }
        works();
    }

    @Test
    void aLongCauseInAHeaderIsNone() throws Exception {
        try (Instance.Client client = instance.client()) {
            client.ask();
            await().until(instance.connection::isIdle);
            Caller caller = Caller.of(instance.connection, "1");
            client.answer();
            String cause = "Lambda-Runtime-Function-XRay-Error-Cause: " + "x".repeat(120 << 10);
            assertThat(client.post(Instance.error(caller.id), "{}", cause).status())
                    .isEqualTo(202);
        }
    }

    @Test
    void moreConnectionsThanAllowedAreTurnedAwayUntilOthersLeave() throws Exception {
        List<Instance.Client> clients = new ArrayList<>();
        for (int i = 0; i < RuntimeClient.MOST_AT_ONCE; i++) {
            Instance.Client client = instance.client();
            assertThat(client.get("/2018-06-01/ping").status()).isEqualTo(200);
            clients.add(client);
        }
        try (Instance.Client over = instance.client()) {
            assertThat(over.socket.getInputStream().read()).isEqualTo(-1);
        }
        for (Instance.Client client : clients) {
            client.close();
        }
        await().ignoreExceptions().until(() -> {
            works();
            return true;
        });
    }

    @Test
    void sendingAheadEndsTheConnection() throws Exception {
        try (Instance.Client client = instance.client()) {
            client.ask();
            await().until(instance.connection::isIdle);
            client.ask();
            assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
        }
        works();
    }

    @Test
    void contentIsSentWhenItIsAskedFor() throws Exception {
        try (Instance.Client client = instance.client()) {
            client.ask();
            await().until(instance.connection::isIdle);
            Caller caller = Caller.of(instance.connection, "1");
            client.answer();
            client.write("POST " + response(caller.id)
                    + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            client.write("ok");
            assertThat(client.answer().status()).isEqualTo(202);
            assertThat(caller.answer()).isEqualTo("ok");
        }
    }

    @Test
    void whoClosesAfterEachRequestIsServed() throws Exception {
        for (String head : new String[] {" HTTP/1.0\r\n\r\n", " HTTP/1.1\r\nConnection: close\r\n\r\n"}) {
            try (Instance.Client client = instance.client()) {
                client.write("GET /2018-06-01/ping" + head);
                assertThat(client.answer().header("Connection")).isEqualTo("close");
                assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
