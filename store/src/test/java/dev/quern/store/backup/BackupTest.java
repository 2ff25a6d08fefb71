package dev.quern.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Version;
import dev.quern.core.image.Image;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.RetryPolicy;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.Tier;
import dev.quern.core.value.Ids;
import dev.quern.store.Migrations;
import dev.quern.store.Samples;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import dev.quern.store.postgres.EmbeddedPostgres;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.StoreUrl;
import dev.quern.store.task.CancelResult;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.Lane;
import dev.quern.store.task.LaneQuota;
import dev.quern.store.task.Runner;
import dev.quern.store.task.Submission;
import dev.quern.store.task.TaskBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir
    private Path scratch;

    @Test
    void whatWasBackedUpIsRestored() throws Exception {
        Path from = scratch.resolve("from");
        Path to = scratch.resolve("to");
        Path file = scratch.resolve("backup");
        CallRecord call;
        Version version;
        String key;
        String signing;
        try (Store store = Store.open(StoreSettings.embedded(from))) {
            FunctionName function = Samples.function(store);
            Image image = Samples.image(store, function.namespace());
            store.versions().create(function, image.digest(), "app", FunctionConfig.defaults(), "key");
            version = store.versions().create(function, image.digest(), "a\tb\\n\n", FunctionConfig.defaults(), "key");
            call = Samples.call(Optional.of(function), CallState.FAILED);
            store.calls().insert(List.of(call));
            key = Files.readString(from.resolve("admin.key")).strip();
            signing = store.keys().signingSecret(key.split("_")[1]).orElseThrow();
            Backup.toFile(from, file);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (InputStream in = Files.newInputStream(file)) {
            Restore.read(to, in);
        }
        try (Store store = Store.open(StoreSettings.embedded(to))) {
            assertThat(store.versions().find(version.function(), 2)).contains(version);
            assertThat(store.aliases().rollback(version.function(), "live").version())
                    .isEqualTo(1);
            assertThat(store.calls().find(call.id())).contains(call);
            assertThat(store.keys().authenticate(key)).isPresent();
            assertThat(store.keys().signingSecret(key.split("_")[1])).contains(signing);
            assertThat(to.resolve("admin.key")).hasContent(key);
        }
        byte[] good = Files.readAllBytes(file);
        assertThatThrownBy(() -> Restore.read(to, new ByteArrayInputStream(good)))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void aStoppedStoreIsBackedUpTooAndADamagedBackupLeavesNothing() throws Exception {
        Path from = scratch.resolve("from");
        Path to = scratch.resolve("to");
        try (Store store = Store.open(StoreSettings.embedded(from))) {
            Samples.image(store, Samples.function(store).namespace());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Backup.write(from, out);
        byte[] good = out.toByteArray();
        String text = new String(good, StandardCharsets.ISO_8859_1);
        byte[] altered = good.clone();
        altered[text.indexOf("app:latest")] = 'A';
        byte[] newer = good.clone();
        newer[text.indexOf("1 " + Migrations.LATEST + " ")] = '9';
        byte[] cut = java.util.Arrays.copyOf(good, text.indexOf("sums\0") - 512);
        damaged(to, altered, "does not match its sum");
        damaged(to, cut, "damaged");
        damaged(to, newer, "does not know");
        damaged(to, new byte[0], "not a backup");
        damaged(to, "hello".repeat(1000).getBytes(StandardCharsets.US_ASCII), "backup");
        Restore.read(to, new ByteArrayInputStream(good));
        Store.open(StoreSettings.embedded(to)).close();
    }

    @Test
    void tasksAreRestoredAndNewOnesQueueBehindThem() throws Exception {
        Path from = scratch.resolve("from");
        Path to = scratch.resolve("to");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UUID waiting;
        UUID finished;
        try (Store store = Store.open(StoreSettings.embedded(from))) {
            finished = submit(store);
            waiting = submit(store);
            assertThat(store.tasks().cancels().cancel(finished)).isInstanceOf(CancelResult.Cancelled.class);
            Backup.write(from, out);
        }
        Restore.read(to, new ByteArrayInputStream(out.toByteArray()));
        try (Store store = Store.open(StoreSettings.embedded(to))) {
            assertThat(store.tasks().reads().find(finished).orElseThrow().state())
                    .isEqualTo(TaskState.CANCELLED);
            UUID later = submit(store);
            Runner runner = store.tasks().runners().register("node", Duration.ofMinutes(1));
            Lane lane = new Lane(Tier.STANDARD, "default", "f");
            assertThat(store.tasks().claims().claim(runner, List.of(new LaneQuota(lane, 9)), 9))
                    .extracting(Claimed::id)
                    .containsExactly(waiting, later);
        }
    }

    @Test
    void aBackupOfTheFirstSchemaIsRestoredAndBroughtUpToDate() throws Exception {
        Path from = scratch.resolve("from");
        Path to = scratch.resolve("to");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(from)) {
            StoreUrl url = StoreUrl.ofSocket(server.socket());
            Migrations.migrate(url.source(), 1);
            try (Connection c = url.connect()) {
                assertThat(Sql.update(c, "INSERT INTO namespaces VALUES ('old', now())"))
                        .isEqualTo(1);
            }
            Backup.write(from, out);
        }
        Restore.read(to, new ByteArrayInputStream(out.toByteArray()));
        try (Store store = Store.open(StoreSettings.embedded(to))) {
            assertThat(store.namespaces().find("old")).isPresent();
            assertThat(store.tasks().reads().find(submit(store))).isPresent();
        }
    }

    @Test
    void noTableIsForgotten() throws Exception {
        Path data = scratch.resolve("data");
        try (Store store = Store.open(StoreSettings.embedded(data));
                Connection c =
                        StoreUrl.ofSocket(EmbeddedPostgres.socketOf(data)).connect()) {
            assertThat(store.ready()).isTrue();
            List<String> tables = new ArrayList<>(Sql.list(
                    c,
                    row -> row.getString(1),
                    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                            + " AND relkind IN ('r', 'p') AND NOT relispartition"));
            assertThat(tables.remove("schema_history")).isTrue();
            assertThat(tables.remove("registry_namespace_bytes"))
                    .as("triggers count again what is restored")
                    .isTrue();
            assertThat(Tables.of(Migrations.LATEST)).containsExactlyInAnyOrderElementsOf(tables);
        }
    }

    private static UUID submit(Store store) {
        Submission task = new Submission(
                Ids.next(),
                "default",
                Optional.of(new FunctionName("default", "f")),
                1,
                "sha256:" + "0".repeat(64),
                Optional.empty(),
                "key",
                Tier.STANDARD,
                RetryPolicy.DEFAULT.terms(),
                List.of("a\tb\\n"),
                TaskBody.EMPTY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Sql.now(),
                Optional.empty());
        return store.tasks().inserts().submit(List.of(task)).getFirst().orThrow();
    }

    private static void damaged(Path to, byte[] backup, String message) {
        assertThatThrownBy(() -> Restore.read(to, new ByteArrayInputStream(backup)))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(message);
        assertThat(to.resolve("postgres")).doesNotExist();
        assertThat(to.resolve("restore.partial")).doesNotExist();
        assertThat(to.resolve("master.key")).doesNotExist();
    }
}
