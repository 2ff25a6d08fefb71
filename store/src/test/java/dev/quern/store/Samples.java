package dev.quern.store;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.image.Image;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Things to store, each unlike any before. */
public final class Samples {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Samples() {}

    public static String name() {
        return "n" + NUMBER.incrementAndGet();
    }

    public static FunctionName function(Store store) {
        return new FunctionName(store.namespaces().create(name()).name(), name());
    }

    /** An image that is in the store, named {@code app:latest} in the namespace. */
    public static Image image(Store store, String namespace) {
        Image image = image();
        store.images().add(image, namespace, List.of("app:latest"));
        return image;
    }

    public static Image image() {
        byte[] digest = new byte[32];
        ThreadLocalRandom.current().nextBytes(digest);
        ImageConfig config = new ImageConfig(
                "amd64",
                "linux",
                List.of("/bin/app", "--flag"),
                List.of("ünïcode \"quoted\""),
                List.of("PATH=/bin", "A=b=c"),
                "/srv",
                "app:staff",
                Map.of("l", "v"));
        return new Image(
                "sha256:" + HexFormat.of().formatHex(digest),
                config,
                4096,
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    public static CallRecord call(Optional<FunctionName> function, CallState state) {
        return call(Ids.next(), function, state);
    }

    public static CallRecord call(UUID id, Optional<FunctionName> function, CallState state) {
        boolean failed = state == CallState.FAILED;
        return new CallRecord(
                id,
                function.map(FunctionName::namespace).orElse("default"),
                function,
                function.isPresent() ? 3 : 0,
                "sha256:" + "0".repeat(64),
                "key1",
                "node1",
                state,
                failed ? OptionalInt.of(137) : OptionalInt.empty(),
                failed ? Optional.of("function_failed") : Optional.empty(),
                failed ? Optional.of("it failed") : Optional.empty(),
                failed ? Optional.of("stderr\n") : Optional.empty(),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                true,
                1);
    }
}
