package dev.quern.app.samples;

import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.image.FileBody;
import dev.quern.cli.server.Api;
import dev.quern.core.api.DeployBody;
import dev.quern.core.api.ImageBody;
import dev.quern.core.api.ImagePage;
import dev.quern.core.api.VersionBody;
import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.recipe.Recipe;
import dev.quern.core.value.DataSize;
import java.nio.file.Path;
import java.time.Duration;

/** Puts stock functions and their images into a namespace, as a user of the public API. */
final class Installer {
    private final Api api;
    private final String namespace;

    Installer(Api api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    /**
     * Loads an image as {@code samples/NAME}, unless that is what the namespace calls it already.
     *
     * @return its digest
     */
    String load(String name, Path archive) {
        String digest = Archives.digest(archive);
        String called = "samples/" + name + ":latest";
        String listing = Query.of("/v1/images")
                .add("namespace", namespace)
                .add("limit", "1000")
                .toString();
        boolean there = api.get(listing, ImagePage.class).items().stream()
                .anyMatch(
                        image -> image.digest().equals(digest) && image.names().contains(called));
        return there ? digest : load(archive, called).digest();
    }

    private ImageBody load(Path archive, String name) {
        String target = Query.of("/v1/images")
                .add("namespace", namespace)
                .add("name", name)
                .toString();
        Request request = Request.of("POST", target)
                .header("Content-Type", "application/octet-stream")
                .header("Accept", "application/json")
                .body(new FileBody(archive))
                .patient();
        try (Response response = api.open(request)) {
            Api.succeed(response);
            return Api.read(response, ImageBody.class);
        }
    }

    VersionBody deploy(StockFunction function, String image) {
        Recipe recipe = function.recipe();
        DeployBody body = new DeployBody(
                image,
                recipe.defaults().contract().map(Contract::wire).orElse(null),
                recipe.run(),
                recipe.defaults().fresh().map(Fresh::wire).orElse(null),
                null,
                recipe.defaults().memory().map(DataSize::bytes).orElse(null),
                recipe.defaults().timeout().map(Duration::toMillis).orElse(null),
                null,
                null,
                null,
                null,
                recipe.environment(),
                null,
                null,
                null);
        return api.send(
                "POST", "/v1/functions/" + namespace + "/" + function.name() + "/versions", body, VersionBody.class);
    }
}
