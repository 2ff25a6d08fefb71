package dev.quern.cli.image;

import dev.quern.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ls", description = "List the images of a namespace.")
public final class ImageList implements Runnable {
    private final Session session;

    @Option(names = "--limit", paramLabel = "N", description = "At most N (default ${DEFAULT-VALUE}).")
    int limit = 1000;

    public ImageList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.output().list(Views.IMAGE, Images.list(session, limit));
    }
}
