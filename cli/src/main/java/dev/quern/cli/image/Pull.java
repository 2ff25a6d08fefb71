package dev.quern.cli.image;

import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.output.Progress;
import dev.quern.cli.session.Session;
import dev.quern.core.api.ImageBody;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** Has the server pull an image from a registry. */
public final class Pull {
    private static final String SCHEME = "docker://";
    /** What fits a header beside the others. */
    private static final int LARGEST_AUTH = 16 * 1024;

    private final Session session;

    public Pull(Session session) {
        this.session = session;
    }

    public static boolean isSource(String image) {
        return image.startsWith(SCHEME);
    }

    /**
     * @param name what to call it instead of the source's own name
     * @param authFile a containers auth.json; its content travels to the server and is not kept there
     */
    public ImageBody run(String source, Optional<String> name, Optional<Path> authFile, String namespace) {
        if (!isSource(source)) {
            throw QuernException.invalid(
                    "'" + source + "' is not a registry image", "Write docker://registry/name:tag or …@sha256:….");
        }
        Query query = Query.of("/v1/images").add("source", source).add("namespace", namespace);
        name.ifPresent(n -> query.add("name", n));
        Request request = Request.of("POST", query.toString()).patient();
        if (authFile.isPresent()) {
            request = request.header("Quern-Registry-Auth", credentials(authFile.get()));
        }
        try (Progress progress = session.progress();
                Response response = session.api().open(request)) {
            progress.text("pulling " + source);
            return Loading.await(response, progress);
        }
    }

    private static String credentials(Path file) {
        try {
            if (Files.size(file) > LARGEST_AUTH) {
                throw QuernException.invalid(
                        "The credentials in " + file + " are larger than 16 KiB",
                        "Keep only the registry's own entry.");
            }
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw QuernException.invalid("The credentials in " + file + " cannot be read: " + e.getMessage());
        }
    }
}
