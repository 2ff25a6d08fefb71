package dev.quern.manager.task;

import dev.quern.core.function.FunctionConfig;
import dev.quern.core.image.Image;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.store.Store;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.Submission;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Functions as the store knows them, where the manager asks it. */
final class Functions {
    private Functions() {}

    static void add(Store store, FunctionName function) {
        byte[] digest = new byte[32];
        ThreadLocalRandom.current().nextBytes(digest);
        ImageConfig config = new ImageConfig("amd64", "linux", List.of(), List.of(), List.of(), "/", "", Map.of());
        Image image = new Image("sha256:" + HexFormat.of().formatHex(digest), config, 1, Sql.now());
        store.images().add(image, function.namespace(), List.of("app:latest"));
        store.versions().create(function, image.digest(), "app:latest", FunctionConfig.defaults(), "k");
    }

    static Submission renamed(Submission s, FunctionName function) {
        return new Submission(
                s.id(),
                function.namespace(),
                Optional.of(function),
                s.version(),
                s.imageDigest(),
                s.config(),
                s.keyId(),
                s.tier(),
                s.terms(),
                s.arguments(),
                s.input(),
                s.contentType(),
                s.orderKey(),
                s.idempotency(),
                s.callbackUrl(),
                s.submittedAt(),
                s.dueAt());
    }
}
