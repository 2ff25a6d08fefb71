package dev.quern.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.postgres.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded server dies, its owner dies, two want it: the store comes through. */
class StoreRecoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    @Test
    void worksAgainAfterThePostgresIsKilled() {
        try (Store store = Store.open(StoreSettings.embedded(data))) {
            store.namespaces().create("before");
            long killed = store.serverPid().orElseThrow();
            assertThat(ProcessHandle.of(killed).orElseThrow().destroyForcibly()).isTrue();
            await().atMost(PATIENCE)
                    .until(() -> store.serverPid().filter(pid -> pid != killed).isPresent() && store.ready());
            await().atMost(PATIENCE)
                    .ignoreExceptionsMatching(e -> e instanceof QuernException q && q.code() == ErrorCode.UNAVAILABLE)
                    .untilAsserted(() -> {
                        store.namespaces().create("after");
                        assertThat(store.namespaces().find("before")).isPresent();
                        assertThat(store.namespaces().find("after")).isPresent();
                    });
        }
    }

    @Test
    void listenersHearAllOfItAgainAfterThePostgresIsKilled() {
        try (Store store = Store.open(StoreSettings.embedded(data))) {
            AtomicInteger reloads = new AtomicInteger();
            try (var listener = store.listen(changes -> reloads.incrementAndGet())) {
                assertThat(listener).isNotNull();
                assertThat(reloads.get()).isEqualTo(1);
                ProcessHandle.of(store.serverPid().orElseThrow()).orElseThrow().destroyForcibly();
                await().atMost(PATIENCE).until(() -> reloads.get() >= 2);
            }
        }
    }

    @Test
    void startsAfterItsOwnerWasKilled() throws Exception {
        Process owner = OtherProcess.run(StoreOwner.class, data.toString());
        assertThat(owner.inputReader().readLine()).isEqualTo("open");
        assertThatThrownBy(() -> Store.open(StoreSettings.embedded(data)))
                .isInstanceOfSatisfying(QuernException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                    assertThat(e).hasMessageContaining("process " + owner.pid());
                });
        owner.destroyForcibly().waitFor();
        try (Store store = Store.open(StoreSettings.embedded(data))) {
            assertThat(store.namespaces().find("kept")).isPresent();
        }
    }

    @Test
    void endsWithItsOwner() throws Exception {
        Process owner = OtherProcess.run(StoreOwner.class, data.toString());
        assertThat(owner.inputReader().readLine()).isEqualTo("open");
        Path pidFile = data.resolve("postgres/data/postmaster.pid");
        long server = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        owner.destroyForcibly().waitFor();
        await().atMost(PATIENCE).until(() -> ProcessHandle.of(server).isEmpty());
    }

    @Test
    void refusesASecondOpenInTheSameProcessAndKeepsTheFirstOnesLock() throws Exception {
        try (Store store = Store.open(StoreSettings.embedded(data))) {
            assertThatThrownBy(() -> Store.open(StoreSettings.embedded(data)))
                    .isInstanceOfSatisfying(
                            QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
            Process other = OtherProcess.run(StoreOwner.class, data.toString());
            assertThat(other.inputReader().readLine()).isEqualTo("conflict");
            assertThat(store.ready()).isTrue();
        }
    }

    @Test
    void keepsItsFilesFromEveryoneElse() throws Exception {
        try (Store store = Store.open(StoreSettings.embedded(data))) {
            assertThat(store.ready()).isTrue();
            for (String file : new String[] {"master.key", "admin.key"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
                        .isEqualTo("rw-------");
            }
            for (String directory : new String[] {"postgres/data", "postgres/run"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(directory))))
                        .isEqualTo("rwx------");
            }
            assertThat(Files.getAttribute(data.resolve("postgres/data"), "unix:uid"))
                    .isNotEqualTo(0);
            String status = Files.readString(Path.of("/proc", store.serverPid().orElseThrow() + "", "status"));
            assertThat(status).containsPattern("CapBnd:\\s+0000000000000000").containsPattern("NoNewPrivs:\\s+1");
        }
    }

    @Test
    void opensAVeryLongDataDirectoryAndLeavesNoSocketOfItBehind() {
        Path deep = data.resolve("d".repeat(120));
        Path socket = EmbeddedPostgres.socketOf(deep);
        try (Store store = Store.open(StoreSettings.embedded(deep))) {
            assertThat(store.ready()).isTrue();
            assertThat(socket).exists();
        }
        assertThat(socket.getParent()).doesNotExist();
    }
}
