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
import dev.quern.store.Migrations;
import dev.quern.store.Samples;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import dev.quern.store.postgres.EmbeddedPostgres;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.StoreUrl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            assertThat(Tables.of(Migrations.LATEST)).containsExactlyInAnyOrderElementsOf(tables);
        }
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
