package dev.quern.gateway.resource;

import static dev.quern.gateway.Installation.ADMIN;
import static dev.quern.gateway.Installation.developer;
import static dev.quern.gateway.Installation.invoker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.api.AliasPut;
import dev.quern.core.api.DeployBody;
import dev.quern.core.api.LaunchBody;
import dev.quern.core.api.ServerBody;
import dev.quern.core.api.VersionBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Installation.Shared.class)
class VersionsTest {
    private final Installation quern;
    private String namespace = "";
    private String digest = "";
    private FunctionName function = new FunctionName("default", "x");

    VersionsTest(Installation quern) {
        this.quern = quern;
    }

    @BeforeEach
    void makeNames() {
        namespace = quern.namespace();
        digest = quern.image(namespace, "docker.io/library/app:latest").digest();
        function = new FunctionName(namespace, "f");
    }

    @Test
    void aDeployIsRoutedToWhenItIsAnswered() {
        for (int i = 1; i <= 20; i++) {
            VersionBody made = quern.versions.deploy(developer(namespace), function, Deploys.of("app"));
            assertThat(made.version()).isEqualTo(i);
            assertThat(quern.routing.resolve(function, Selector.LIVE).number()).isEqualTo(i);
        }
        quern.aliases.rollback(developer(namespace), function, "live");
        assertThat(quern.routing.resolve(function, Selector.LIVE).number()).isEqualTo(19);
        quern.aliases.set(developer(namespace), function, "stable", AliasPut.to(3));
        assertThat(quern.routing.resolve(function, Selector.parse("stable")).number())
                .isEqualTo(3);
        quern.versions.remove(developer(namespace), function, 4);
        Refused.with(ErrorCode.VERSION_NOT_FOUND, () -> quern.routing.resolve(function, Selector.parse("4")));
        quern.functions.remove(developer(namespace), function);
        Refused.with(ErrorCode.FUNCTION_NOT_FOUND, () -> quern.routing.resolve(function, Selector.LIVE));
    }

    @Test
    void theDigestIsFixedEvenIfTheNameMoves() {
        VersionBody made = quern.versions.deploy(ADMIN, function, Deploys.of("app"));
        quern.image(namespace, "docker.io/library/app:latest");
        assertThat(made.imageDigest()).isEqualTo(digest);
        assertThat(quern.versions.get(ADMIN, function, 1)).isEqualTo(made);
        assertThat(quern.functions.get(ADMIN, function).live()).isEqualTo(made);
    }

    @Test
    void aLambdaHasOneCallAtATimeAndNoPort() {
        LaunchBody launch = new LaunchBody(List.of("/entry", "a b"), "/var");
        var config = quern.versions
                .deploy(ADMIN, function, Deploys.lambda(null, new ServerBody(null, null, 5000L, null), launch))
                .config();
        assertThat(config.contract()).isEqualTo("lambda");
        assertThat(config.concurrency()).isEqualTo(1);
        assertThat(config.launch()).isEqualTo(launch);
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.lambda(2, null, null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.lambda(null, new ServerBody(9000, null, null, null), null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.lambda(null, new ServerBody(null, "/ready", null, null), null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.lambda(null, new ServerBody(null, null, null, true), null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.lambda(null, null, new LaunchBody(null, "var")));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.lambda(null, null, new LaunchBody(List.of(""), null)));
    }

    @Test
    void absentFieldsHaveTheirDefaults() {
        var config = quern.versions.deploy(ADMIN, function, Deploys.of("app")).config();
        assertThat(config.contract()).isEqualTo("stdio");
        assertThat(config.fresh()).isEqualTo("container");
        assertThat(config.memoryBytes()).isEqualTo(256L << 20);
        assertThat(config.timeoutMillis()).isEqualTo(60_000);
        assertThat(config.runtime()).isNull();
        assertThat(quern.versions
                        .deploy(ADMIN, function, Deploys.ready(100, null))
                        .config()
                        .max())
                .isEqualTo(100);
    }

    @Test
    void nonsenseIsRefusedAndLeavesNothing() {
        String big = "x".repeat(100_000);
        refused(ErrorCode.IMAGE_NOT_FOUND, Deploys.of("nothing:1"));
        refused(ErrorCode.IMAGE_NOT_FOUND, Deploys.of("sha256:" + "0".repeat(64)));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.of(" "));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.of("x".repeat(2000)));
        refused(ErrorCode.UNSUPPORTED, Deploys.contract("telepathy"));
        refused(ErrorCode.UNSUPPORTED, Deploys.runtime("kata"));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.fresh("none"));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.timeout(0));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.timeout(-1));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.timeout(Long.MAX_VALUE));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.memory(-1));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.memory(Long.MAX_VALUE));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.ready(5, 4));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.ready(-1, null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.ready(Integer.MAX_VALUE, null));
        refused(ErrorCode.FORBIDDEN, Deploys.mounts("/etc:/etc-of-the-host"));
        refused(ErrorCode.FORBIDDEN, Deploys.mounts("/data/a:/a:rw"));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.mounts("/data/a:/a", "/data/b:/a"));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.mounts("/data/../etc:/a"));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.with("app", Collections.nCopies(11, big), null, null, null, null));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                Deploys.with("app", Collections.nCopies(5000, "x"), null, null, null, null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.with("app", List.of("\0"), null, null, null, null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.with("app", null, Map.of("A=B", "c"), null, null, null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.with("app", null, Map.of("QUERN_X", "c"), null, null, null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.with("app", null, null, null, Map.of("", "x"), null));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.with("app", null, null, null, null, -1));
        Refused.with(ErrorCode.FUNCTION_NOT_FOUND, () -> quern.functions.get(ADMIN, function));
    }

    @Test
    void nullsOutOfJsonAreRefused() {
        var type = io.avaje.jsonb.Jsonb.instance().type(DeployBody.class);
        refused(ErrorCode.INVALID_ARGUMENT, type.fromJson("{}"));
        refused(ErrorCode.INVALID_ARGUMENT, type.fromJson("{\"image\":\"app\",\"environment\":{\"A\":null}}"));
        refused(ErrorCode.INVALID_ARGUMENT, Deploys.with("app", Arrays.asList("a", nothing()), null, null, null, null));
    }

    @Test
    void aKeyOfAnotherNamespaceLearnsNothing() {
        quern.versions.deploy(developer(namespace), function, Deploys.of("app"));
        var stranger = developer(quern.namespace());
        Refused.with(ErrorCode.NAMESPACE_NOT_FOUND, () -> quern.versions.deploy(stranger, function, Deploys.of("app")));
        Refused.with(ErrorCode.FUNCTION_NOT_FOUND, () -> quern.functions.get(stranger, function));
        Refused.with(ErrorCode.FUNCTION_NOT_FOUND, () -> quern.functions.remove(stranger, function));
        Refused.with(ErrorCode.FUNCTION_NOT_FOUND, () -> quern.versions.list(stranger, function, 10, Optional.empty()));
        Refused.with(ErrorCode.FUNCTION_NOT_FOUND, () -> quern.versions.get(stranger, function, 1));
        Refused.with(ErrorCode.FUNCTION_NOT_FOUND, () -> quern.versions.remove(stranger, function, 1));
        Refused.with(ErrorCode.FUNCTION_NOT_FOUND, () -> quern.aliases.rollback(stranger, function, "live"));
        Refused.with(ErrorCode.FUNCTION_NOT_FOUND, () -> quern.aliases.set(stranger, function, "live", AliasPut.to(1)));
        Refused.with(
                ErrorCode.NAMESPACE_NOT_FOUND,
                () -> quern.functions.list(stranger, Optional.of(namespace), 10, Optional.empty()));
        assertThat(quern.functions
                        .list(stranger, Optional.empty(), 10, Optional.empty())
                        .items())
                .isEmpty();
    }

    @Test
    void anInvokerIsToldThatItsRoleFallsShort() {
        quern.versions.deploy(developer(namespace), function, Deploys.of("app"));
        Refused.with(ErrorCode.FORBIDDEN, () -> quern.versions.deploy(invoker(namespace), function, Deploys.of("app")));
        Refused.with(ErrorCode.FORBIDDEN, () -> quern.functions.remove(invoker(namespace), function));
    }

    @Test
    void listingsFollowTheirCursor() {
        for (int i = 0; i < 3; i++) {
            quern.versions.deploy(ADMIN, function, Deploys.of("app"));
        }
        var first = quern.versions.list(developer(namespace), function, 2, Optional.empty());
        assertThat(first.items()).extracting(VersionBody::version).containsExactly(3, 2);
        var second = quern.versions.list(developer(namespace), function, 2, Optional.ofNullable(first.next()));
        assertThat(second.items()).extracting(VersionBody::version).containsExactly(1);
        assertThat(second.next()).isNull();
        Refused.with(ErrorCode.INVALID_ARGUMENT, () -> quern.versions.list(ADMIN, function, 0, Optional.empty()));
    }

    private void refused(ErrorCode code, DeployBody body) {
        Refused.with(code, () -> quern.versions.deploy(developer(namespace), function, body));
    }

    @SuppressWarnings("NullAway") // what a JSON reader would put there
    private static String nothing() {
        return null;
    }
}
