package dev.quern.gateway.resource;

import static dev.quern.gateway.Installation.developer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.api.DeployBody;
import dev.quern.core.api.VersionBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Installation.Shared.class)
class LayerRulesTest {
    private final Installation quern;
    private String namespace = "";
    private FunctionName function = new FunctionName("default", "x");

    LayerRulesTest(Installation quern) {
        this.quern = quern;
    }

    @BeforeEach
    void makeNames() {
        namespace = quern.namespace();
        function = new FunctionName(namespace, "f");
        quern.image(namespace, "app");
    }

    private VersionBody deploy(String... layers) {
        return quern.versions.deploy(
                developer(namespace),
                function,
                new DeployBody(
                        "app",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(layers)));
    }

    @Test
    void aLayersImageIsHeldByTheVersionAsItsOwnIs() {
        String digest = quern.image(namespace, "lib:1").digest();
        VersionBody made = deploy("image:lib:1:/opt", "/data/shared:/srv");
        assertThat(made.config().layers()).containsExactly("image:lib:1@" + digest + ":/opt", "/data/shared:/srv");
        assertThat(quern.versions.get(developer(namespace), function, 1).config())
                .isEqualTo(made.config());

        Refused.with(ErrorCode.IN_USE, () -> quern.images.remove(developer(namespace), Optional.of(namespace), digest));
        // Its name goes to another image; by its digest the first one is still there for the namespace.
        String newer = quern.image(namespace, "lib:1").digest();
        assertThat(quern.images
                        .get(developer(namespace), Optional.of(namespace), digest)
                        .names())
                .isEmpty();
        assertThat(Objects.requireNonNull(
                        deploy("image:" + digest + ":/opt").config().layers()))
                .containsExactly("image:" + digest + ":/opt");
        assertThat(deploy("image:lib:1:/opt").config().layers()).containsExactly("image:lib:1@" + newer + ":/opt");

        quern.functions.remove(developer(namespace), function);
        Refused.with(
                ErrorCode.IMAGE_NOT_FOUND,
                () -> quern.images.get(developer(namespace), Optional.of(namespace), digest));
    }

    @Test
    void nobodyElsesImageBecomesALayer() {
        String other = quern.namespace();
        String digest = quern.image(other, "lib:1").digest();
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> deploy("image:lib:1:/opt"));
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> deploy("image:" + digest + ":/opt"));
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> deploy("image:x@" + digest + ":/opt"));
    }

    @Test
    void hostDirectoriesAreTheOperatorsToAllow() {
        Refused.with(ErrorCode.FORBIDDEN, () -> deploy("/etc:/opt"));
        Refused.with(ErrorCode.INVALID_ARGUMENT, () -> deploy("/data/a:/opt", "/data/b:/opt/b"));
    }
}
