package dev.quern.cli.image;

import dev.quern.cli.http.Body;
import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.output.Progress;
import dev.quern.cli.session.Session;
import dev.quern.core.api.ImageBody;
import dev.quern.core.error.QuernException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "load",
        description = "Load an image from a file: docker-archive, OCI archive, or an OCI directory.",
        footer = {"", "Example: docker save thumbnail:1 | quern image load -"})
public final class ImageLoad implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "The file or directory; - for stdin.")
    String file = "";

    @Option(names = "--name", paramLabel = "NAME", description = "What to call it, instead of the name in the file.")
    @Nullable
    String name;

    public ImageLoad(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Query query = Query.of("/v1/images").add("namespace", session.namespace());
        if (name != null) {
            query.add("name", name);
        }
        try (Progress progress = session.progress()) {
            Request request = Request.of("POST", query.toString())
                    .header("Content-Type", "application/octet-stream")
                    .body(new Counted(body(), progress))
                    .patient();
            ImageBody image;
            try (Response response = session.api().open(request)) {
                image = Loading.await(response, progress);
            }
            progress.close();
            session.output().done(Views.IMAGE, image, Views.summary(image));
        }
    }

    private Body body() {
        if (file.equals("-")) {
            if (session.shell().inIsTerminal()) {
                throw QuernException.invalid("Nothing is piped in", "Write: docker save IMAGE | quern image load -");
            }
            return Body.of(session.shell().in());
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            return new OciDirectory(path);
        }
        if (!Files.isReadable(path)) {
            throw QuernException.invalid(
                    "The file " + file + " cannot be read", "Check its name and your rights to it.");
        }
        return new FileBody(path);
    }
}
