package dev.quern.gateway.resource;

import dev.quern.core.api.DeployBody;
import dev.quern.core.api.ServerBody;
import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.image.Image;
import dev.quern.core.recipe.RunDefaults;
import dev.quern.core.value.DataSize;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a deploy leaves out is as the image's author meant it, see {@link RunDefaults} and {@link Detected}. */
final class Defaults {
    private Defaults() {}

    static DeployBody of(Optional<Image> image, DeployBody body) {
        RunDefaults defaults =
                RunDefaults.of(image.map(i -> i.config().labels()).orElse(Map.of()));
        Optional<Detected> detected = detected(image, body);
        return new DeployBody(
                body.image(),
                or(or(body.contract(), defaults.contract().map(Contract::wire)), detected.map(Detected::wire)),
                body.command(),
                or(body.fresh(), defaults.fresh().map(Fresh::wire)),
                body.runtime(),
                or(body.memoryBytes(), defaults.memory().map(DataSize::bytes)),
                or(body.timeoutMillis(), defaults.timeout().map(Duration::toMillis)),
                body.concurrency(),
                body.min(),
                body.max(),
                body.queue(),
                body.environment(),
                body.mounts(),
                body.labels(),
                detected.flatMap(Detected::port)
                        .map(port -> withPort(body.server(), port))
                        .orElse(body.server()),
                body.secrets(),
                body.egress(),
                body.layers(),
                body.launch());
    }

    /** What the image speaks, if neither the deploy nor the image's author says what it is. */
    static Optional<Detected> detected(Optional<Image> image, DeployBody body) {
        return image.filter(i -> body.contract() == null && body.fresh() == null)
                .filter(i -> {
                    RunDefaults said = RunDefaults.of(i.config().labels());
                    return said.contract().isEmpty() && said.fresh().isEmpty();
                })
                .flatMap(i -> Detected.of(i.config(), body.command() != null));
    }

    private static ServerBody withPort(@Nullable ServerBody given, int port) {
        return given == null
                ? new ServerBody(port, null, null, null)
                : new ServerBody(
                        given.port() == null ? Integer.valueOf(port) : given.port(),
                        given.readyPath(),
                        given.startLimitMillis(),
                        given.h2c());
    }

    private static <T> @Nullable T or(@Nullable T given, Optional<T> otherwise) {
        return given == null ? otherwise.orElse(null) : given;
    }
}
