package dev.quern.store.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
    private static final byte[] PLAIN = "secret".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    @Test
    void derivesAKeyForEachPurposeAlwaysTheSame() {
        MasterKey master = MasterKey.create(directory.resolve("derived.key"));
        CallbackSecrets secrets = new CallbackSecrets(master);
        assertThat(secrets.of("a")).hasSize(64).isNotEqualTo(secrets.of("b"));
        assertThat(new CallbackSecrets(MasterKey.read(directory.resolve("derived.key"))).of("a"))
                .isEqualTo(secrets.of("a"));
        assertThat(new CallbackSecrets(MasterKey.create(directory.resolve("other.key"))).of("a"))
                .isNotEqualTo(secrets.of("a"));
    }

    @Test
    void opensOnlyWhatItSealedForThatOwner() {
        MasterKey key = MasterKey.create(directory.resolve("a"));
        byte[] sealed = key.seal(PLAIN, "key a");
        assertThat(MasterKey.read(directory.resolve("a")).open(sealed, "key a")).isEqualTo(PLAIN);
        assertThat(key.seal(PLAIN, "key a")).isNotEqualTo(sealed);
        assertThatThrownBy(() -> key.open(sealed, "key b")).isInstanceOf(QuernException.class);
        MasterKey other = MasterKey.create(directory.resolve("b"));
        assertThatThrownBy(() -> other.open(sealed, "key a")).isInstanceOf(QuernException.class);
        for (int i = 0; i < sealed.length; i++) {
            byte[] altered = sealed.clone();
            altered[i] ^= 1;
            assertThatThrownBy(() -> key.open(altered, "key a")).isInstanceOf(QuernException.class);
        }
        assertThatThrownBy(() -> key.open(new byte[5], "key a")).isInstanceOf(QuernException.class);
    }

    @Test
    void aFileOthersMayReadIsRefused() throws Exception {
        Path file = directory.resolve("key");
        assertThat(MasterKey.create(file)).isNotNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> MasterKey.read(file)).hasMessageContaining("may be read by others");
    }

    @Test
    void aFileThatIsNoKeyIsRefused() {
        for (String text : new String[] {"", "00", "zz".repeat(32), "00".repeat(33)}) {
            Path file = directory.resolve("key");
            PrivateFile.write(file, text);
            assertThatThrownBy(() -> MasterKey.read(file)).hasMessageContaining("is not a master key");
        }
    }
}
