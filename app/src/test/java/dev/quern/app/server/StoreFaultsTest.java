package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole server on a PostgreSQL of somebody else's that suffers one thing after another, under load: requests
 * fail clearly or wait within their deadline, calls go on, and what was accepted is done by itself afterwards.
 */
class StoreFaultsTest {
    private static final Duration REFUSED = Duration.ofMinutes(1);
    private static final Duration MENDED = Duration.ofMinutes(1);
    private static final int MORE = 50;
    private static final int CUTS = 4;
    private static final long SEED = 7;
    /** Runs through all of it, which is longer than many leases. */
    private static final String LASTING = "lasting until it is over";

    @TempDir
    Path directory;

    private interface Step {
        void run() throws Exception;
    }

    @Test
    void acceptedWorkSurvivesWhateverTheStoreSuffers() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        FaultEffects effects = FaultEffects.in(directory.resolve("effects"));
        Files.writeString(
                data.resolve("quern.properties"), "node.running=4\nmount.allow=" + effects.directory() + "\n");
        try (FaultyStore store = new FaultyStore(directory)) {
            FaultServer server = new FaultServer(data, store.use(data));
            try {
                server.deploy(Busybox.archive(directory), effects.directory());
                server.send("POST", "/v1/functions/default/cat/versions", "{\"image\":\"busybox\"}", Map.of());
                FaultLoad load = new FaultLoad(server, SEED);
                load.submit("container", LASTING);
                load.start();
                suffer(server, store, load);
                Files.createFile(effects.directory().resolve("over"));
                load.stop();
                FaultChecker checker = new FaultChecker(server, load.acknowledged(), effects);
                checker.awaitEnd();
                System.out.println("store faults: " + load + "; " + checker.check());
                assertThat(checker.faults()).isEmpty();
                assertThat(effects.read())
                        .filteredOn(effect -> effect.input().equals(LASTING))
                        .as("never run again because the store was away")
                        .hasSize(1);
            } finally {
                server.stop();
            }
        }
    }

    private static void suffer(FaultServer server, FaultyStore store, FaultLoad load) throws Exception {
        StoreProxy network = store.network();
        Step goesOn = () -> goesOn(server, load);
        fault("well", load, () -> {}, goesOn);
        fault("slow", load, () -> network.delay(Duration.ofMillis(500)), () -> {
            load.submit("process", "while slow");
            callGoesOn(server);
        });
        fault("quick again", load, () -> network.delay(Duration.ZERO), goesOn);
        for (int i = 0; i < CUTS; i++) {
            fault("cut", load, network::cut, goesOn);
        }
        fault("away", load, () -> network.away(true), () -> {
            refused(load, "unavailable");
            callGoesOn(server);
        });
        fault("back", load, () -> network.away(false), goesOn);
        fault("killed", load, store::kill, goesOn);
        fault("conflicting", load, () -> store.conflicts(1), () -> refused(load, "unavailable"));
        fault("conflicting now and then", load, () -> store.conflicts(0.3), goesOn);
        fault("in agreement", load, store::noConflicts, goesOn);
        fault("full", load, store::fill, () -> {
            refused(load, "disk_full", "unavailable");
            callGoesOn(server);
        });
        fault("roomy", load, store::empty, goesOn);
    }

    private static void fault(String store, FaultLoad load, Step change, Step meanwhile) throws Exception {
        System.out.println("store faults: the store is " + store + "; " + load);
        change.run();
        meanwhile.run();
    }

    /** Calls and submissions, by themselves. */
    private static void goesOn(FaultServer server, FaultLoad load) throws Exception {
        int before = load.acknowledged().size();
        await().atMost(MENDED).until(() -> load.acknowledged().size() >= before + MORE);
        callGoesOn(server);
    }

    /** A call needs no store. */
    private static void callGoesOn(FaultServer server) throws Exception {
        HttpResponse<String> answer = server.send("POST", "/v1/functions/default/cat/calls", "call", Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** Soon a submission is answered with an error that says what to do; it is tried again until the store mends. */
    private static void refused(FaultLoad load, String... codes) {
        FaultLoad.Asked asked = new FaultLoad.Asked("process", "refused", List.of());
        HttpResponse<String> answer =
                await().atMost(REFUSED).until(() -> load.trySubmit(asked), tried -> tried.statusCode() != 202);
        assertThat(answer.body()).contains("\"fix\"").containsAnyOf(codes);
        load.goOn(asked);
    }
}
