package dev.quern.cli.image;

import dev.quern.cli.session.Session;
import dev.quern.core.api.ImageBody;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "pull", description = "Have the server pull an image from a registry.")
public final class ImagePull implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "SOURCE", description = "docker://registry/name:tag")
    String source = "";

    @Option(names = "--name", paramLabel = "NAME", description = "What to call it here.")
    @Nullable
    String name;

    @Option(names = "--auth-file", paramLabel = "FILE", description = "Registry credentials (containers auth.json).")
    @Nullable
    Path authFile;

    public ImagePull(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ImageBody image = new Pull(session)
                .run(source, Optional.ofNullable(name), Optional.ofNullable(authFile), session.namespace());
        session.output().done(Views.IMAGE, image, Views.summary(image));
    }
}
