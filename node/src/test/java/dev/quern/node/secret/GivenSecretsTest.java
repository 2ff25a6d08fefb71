package dev.quern.node.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Grants;
import dev.quern.core.secret.SecretInfo;
import dev.quern.core.secret.SecretName;
import dev.quern.sandbox.Command;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GivenSecretsTest {
    private static final Command COMMAND = new Command(List.of("run"), List.of("A=image", "B=image"), "/");

    private final Map<SecretName, byte[]> values = new HashMap<>();
    private final SecretSource source = new SecretSource() {
        @Override
        public byte[] open(SecretName name) {
            return find(name).map(_ -> values.getOrDefault(name, new byte[0])).orElseThrow(name::unknown);
        }

        @Override
        public Optional<SecretInfo> find(SecretName name) {
            return Optional.ofNullable(values.get(name))
                    .map(value -> new SecretInfo(name, value[0], value.length, Instant.EPOCH, Instant.EPOCH));
        }
    };

    @Test
    void variablesReplaceThoseOfTheImageAndLoseOneNewline() {
        set("ONE", "x\n");
        set("TWO", "y\r\n");
        set("THREE", "z\n\n");
        assertThat(given("ONE=A", "TWO", "THREE").fill(COMMAND).env())
                .containsExactly("B=image", "A=x", "TWO=y", "THREE=z\n");
    }

    @Test
    void filesHaveEveryByte() {
        values.put(new SecretName("shop", "KEY"), new byte[] {1, 0, (byte) 0xff, '\n'});
        Command filled = given("KEY:/run/key").fill(COMMAND);
        assertThat(filled.env()).isEqualTo(COMMAND.env());
        assertThat(filled.files().getFirst().content()).containsExactly(1, 0, 0xff, '\n');
    }

    @Test
    void whatIsNoTextIsNoVariableAndTheErrorDoesNotSayWhatItIs() {
        set("NUL", "hidden\0value");
        values.put(new SecretName("shop", "BINARY"), new byte[] {(byte) 0xc3, 'x'});
        for (String name : List.of("NUL", "BINARY")) {
            assertThatThrownBy(() -> given(name).fill(COMMAND)).isInstanceOfSatisfying(QuernException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(e.text()).doesNotContain("hidden");
            });
        }
    }

    @Test
    void aSecretThatIsGoneIsNamed() {
        assertThatThrownBy(() -> given("GONE").fill(COMMAND))
                .hasMessageContaining("'GONE'")
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void theStateChangesWithEveryValue() {
        set("ONE", "a");
        GivenSecrets given = given("ONE");
        var before = given.state();
        assertThat(given.state()).isEqualTo(before);
        set("ONE", "b");
        assertThat(given.state()).isNotEqualTo(before);
    }

    @Test
    void aFilledCommandIsNotShownWithItsValues() {
        set("ONE", "hidden");
        assertThat(given("ONE", "ONE:/run/one").fill(COMMAND).toString()).doesNotContain("hidden");
    }

    private void set(String name, String value) {
        values.put(new SecretName("shop", name), value.getBytes(StandardCharsets.UTF_8));
    }

    private GivenSecrets given(String... uses) {
        return new GivenSecrets(
                source, "shop", Grants.parse(List.of(uses), null).secrets());
    }
}
