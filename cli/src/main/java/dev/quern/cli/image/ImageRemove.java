package dev.quern.cli.image;

import dev.quern.cli.session.Session;
import dev.quern.core.api.ImageBody;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Remove images no version uses.")
public final class ImageRemove implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "A name, a digest or its start.")
    List<String> images = List.of();

    public ImageRemove(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        for (String text : images) {
            ImageBody image = Images.find(session, text);
            session.api().delete(Images.route(session, image));
            session.err().println("removed " + image.digest());
        }
    }
}
