package dev.quern.gateway.resource;

import dev.quern.core.api.DeployBody;
import dev.quern.core.api.LaunchBody;
import dev.quern.core.api.ServerBody;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deploy bodies that differ from the plainest in one thing. */
public final class Deploys {
    private Deploys() {}

    public static DeployBody of(String image) {
        return with(image, null, null, null, null, null);
    }

    static DeployBody contract(String contract) {
        return new DeployBody(
                "app", contract, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    static DeployBody lambda(@Nullable Integer concurrency, @Nullable ServerBody server, @Nullable LaunchBody launch) {
        return new DeployBody(
                "app",
                "lambda",
                null,
                null,
                null,
                null,
                null,
                concurrency,
                null,
                null,
                null,
                null,
                null,
                null,
                server,
                null,
                null,
                null,
                launch);
    }

    static DeployBody fresh(String fresh) {
        return new DeployBody(
                "app", null, null, fresh, null, null, null, null, null, null, null, null, null, null, null);
    }

    static DeployBody runtime(String runtime) {
        return new DeployBody(
                "app", null, null, null, runtime, null, null, null, null, null, null, null, null, null, null);
    }

    static DeployBody timeout(long millis) {
        return new DeployBody(
                "app", null, null, null, null, null, millis, null, null, null, null, null, null, null, null);
    }

    static DeployBody memory(long bytes) {
        return new DeployBody(
                "app", null, null, null, null, bytes, null, null, null, null, null, null, null, null, null);
    }

    static DeployBody ready(int min, @Nullable Integer max) {
        return new DeployBody("app", null, null, null, null, null, null, null, min, max, null, null, null, null, null);
    }

    static DeployBody mounts(String... mounts) {
        return with("app", null, null, List.of(mounts), null, null);
    }

    static DeployBody with(
            String image,
            @Nullable List<String> command,
            @Nullable Map<String, String> environment,
            @Nullable List<String> mounts,
            @Nullable Map<String, String> labels,
            @Nullable Integer queue) {
        return new DeployBody(
                image,
                null,
                command,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                queue,
                environment,
                mounts,
                labels,
                null);
    }
}
