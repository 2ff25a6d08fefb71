package dev.quern.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {
    @ParameterizedTest
    @ValueSource(strings = {"TOKEN", "tls.key:/etc/app/tls.key", "db-password=PGPASSWORD"})
    void usesOfSecretsAreWrittenAsTheyAreRead(String text) {
        assertThat(SecretUse.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1A",
                "a b",
                "A=",
                "A=1X",
                "A=QUERN_X",
                "QUERN_A",
                "A:",
                "A:x",
                "A:/",
                "A:/x/",
                "A:/x/../y",
                "A:/x//y",
                "A:/proc/x",
                "A:/tmp/x",
                "A:/.quern/x",
                "A:/etc",
                "A:/etc/hosts",
                "A:/etc/resolv.conf",
                "A:/x:ro",
                "A\n"
            })
    void otherUsesAreRefused(String text) {
        assertThatThrownBy(() -> SecretUse.parse(text)).isInstanceOf(QuernException.class);
    }

    @Test
    void twoThingsInOnePlaceAreRefused() {
        refused(Map.of("TOKEN", "x"), List.of(), "TOKEN");
        refused(Map.of(), List.of(), "A=X", "B=X");
        refused(Map.of(), List.of(), "A:/run/x", "B:/run/x");
        refused(Map.of(), List.of(), "A:/run/x", "B:/run/x/y");
        refused(Map.of(), List.of(Mount.parse("/data:/run")), "A:/run/x");
        refused(Map.of(), List.of(Mount.parse("/data:/run/x/y")), "A:/run/x");
        Grants.parse(List.of("A:/run/x", "A:/run/xy", "A"), null)
                .requirePlaces(Map.of("B", "x"), List.of(Mount.parse("/data:/run2")), List.of());
    }

    private static void refused(Map<String, String> environment, List<Mount> mounts, String... uses) {
        Grants grants = Grants.parse(List.of(uses), null);
        assertThatThrownBy(() -> grants.requirePlaces(environment, mounts, List.of()))
                .isInstanceOf(QuernException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "any", "db.example.com:5432", "10.0.0.5:5432,db:1,_x.example:65535"})
    void egressIsWrittenAsItIsRead(String text) {
        assertThat(Egress.parse(text)).hasToString(text);
    }

    @Test
    void hostsAreComparedInLowerCaseAndWithoutTheirLastDot() {
        assertThat(Egress.parse("DB.Example.COM.:5432")).isEqualTo(Egress.parse("db.example.com:5432"));
        assertThat(Egress.parse("a:1,a:1").targets()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "db",
                "db:",
                ":5432",
                "db:0",
                "db:65536",
                "db:x",
                "*:443",
                "10.0.0:80",
                "10.0.0.256:80",
                "010.0.0.1:80",
                "127.1:80",
                "[::1]:80",
                "a..b:80",
                "-a:80",
                "a b:80",
                "10.0.0.0/8:80",
                "none,db:1",
                "a:1,",
                "http://a:1"
            })
    void otherEgressIsRefused(String text) {
        assertThatThrownBy(() -> Egress.parse(text)).isInstanceOf(QuernException.class);
    }
}
