package dev.quern.cli.image;

import dev.quern.cli.session.Session;
import dev.quern.core.api.ImageBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Show an image.")
public final class ImageGet implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "IMAGE", description = "A name, a digest or its start.")
    String image = "";

    public ImageGet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ImageBody found = Images.find(session, image);
        session.output().one(Views.IMAGE, session.api().get(Images.route(session, found), ImageBody.class));
    }
}
