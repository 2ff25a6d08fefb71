package dev.quern.gateway.resource;

import dev.quern.core.api.DeployBody;
import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.image.Image;
import dev.quern.core.recipe.RunDefaults;
import dev.quern.core.value.DataSize;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a deploy leaves out is as the image's author meant it, see {@link RunDefaults} and {@link ImageSigns}. */
final class Defaults {
    private Defaults() {}

    static DeployBody of(Optional<Image> image, DeployBody body) {
        RunDefaults defaults =
                RunDefaults.of(image.map(i -> i.config().labels()).orElse(Map.of()));
        return new DeployBody(
                body.image(),
                or(
                        body.contract(),
                        defaults.contract()
                                .or(() -> image.flatMap(i -> ImageSigns.contract(i.config())))
                                .map(Contract::wire)),
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
                body.server(),
                body.launch());
    }

    private static <T> @Nullable T or(@Nullable T given, Optional<T> otherwise) {
        return given == null ? otherwise.orElse(null) : given;
    }
}
