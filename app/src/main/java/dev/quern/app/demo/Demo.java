package dev.quern.app.demo;

import dev.quern.app.doctor.Doctor;
import dev.quern.cli.http.Endpoint;
import dev.quern.cli.server.Api;
import dev.quern.cli.server.KeySource;
import dev.quern.cli.server.Target;
import dev.quern.cli.session.Session;
import dev.quern.core.api.ImageBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        description = {
            "Set this machine up, build two sample images, start a server and call functions made of them.",
            "On a terminal the server stays up until Ctrl-C."
        })
public final class Demo implements Callable<Integer> {
    /** Held, since the logging of the JDK forgets the level of a logger nobody holds. */
    private static final Logger SERVER_LOG = Logger.getLogger("");

    private final Session session;
    private final Home home;
    private final Screen screen;

    public Demo(Session session) {
        this(session, Screen.system());
    }

    Demo(Session session, Screen screen) {
        this.session = session;
        this.screen = screen;
        this.home = Home.of(session.shell().environment());
    }

    @Override
    public Integer call() {
        // What the server's parts say of their doing is for operators; here only trouble is shown.
        SERVER_LOG.setLevel(Level.WARNING);
        Path data = data();
        SampleImages samples = new SampleImages(home.folder());
        screen.title("Quern: an image in, a call out");
        Doctor.prepare(session, session.err());
        // The longest step goes on beside the others.
        CompletableFuture<Archive> building = CompletableFuture.supplyAsync(
                () -> samples.archive("thumbnail"), task -> Thread.ofVirtual().start(task));
        Archive busybox = image("busybox", () -> samples.archive("busybox"));
        try (DemoServer server = screen.step(
                "server",
                "starting",
                () -> DemoServer.start(data),
                s -> s.result().url() + " ready in " + s.seconds() + ", PostgreSQL included")) {
            Optional<Archive> thumbnail = thumbnail(building);
            run(samples, data, server, busybox, thumbnail);
            if (screen.isTerminal()) {
                new Hints(home.program(), data, server).stay(screen);
                server.stay();
            }
            return thumbnail.isPresent() ? 0 : 1;
        }
    }

    private void run(SampleImages samples, Path data, DemoServer server, Archive busybox, Optional<Archive> thumbnail) {
        String key = KeySource.file(server.keyFile());
        DemoClient client = new DemoClient(new Api(new Target(Endpoint.parse(server.url(), Optional.empty()), key)));
        load(client, busybox.file(), Function.UPPER.image());
        thumbnail.ifPresent(archive -> load(client, archive.file(), Function.THUMBNAIL.image()));
        deploy(client, Function.UPPER);
        deploy(client, Function.CHECKSUM);
        thumbnail.ifPresent(archive -> deploy(client, Function.THUMBNAIL));

        Calls calls = new Calls(client, screen, home.shown(samples.photo()));
        Optional<Path> small = thumbnail.map(archive -> data.resolve("friends-200x200.jpg"));
        calls.make(small);
        Path header = HeaderFile.write(data.resolve("curl.header"), key);
        Hints hints = new Hints(home.program(), data, server);
        if (small.isPresent()) {
            hints.curl(screen, header, Function.THUMBNAIL, "200x200", home.shown(samples.photo()));
        } else {
            hints.curl(screen, header, Function.CHECKSUM, "-", home.shown(samples.photo()));
        }
    }

    private Archive image(String name, Supplier<Archive> archive) {
        return screen.step(
                "image",
                "building samples/" + name + " from Debian packages",
                archive,
                s -> "samples/%s, %s, %s"
                        .formatted(
                                name,
                                CallTable.size(s.result().bytes()),
                                s.result().origin()));
    }

    /** Without a mirror to build it from the demo goes on with what there is, and says so. */
    private Optional<Archive> thumbnail(CompletableFuture<Archive> building) {
        try {
            return Optional.of(image("thumbnail", () -> result(building)));
        } catch (QuernException e) {
            screen.line("warning", e.text());
            screen.line("", e.fix().orElse(""));
            screen.line("", "Going on with busybox alone; the demo will end with exit code 1.");
            return Optional.empty();
        }
    }

    private static Archive result(CompletableFuture<Archive> building) {
        try {
            return building.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof QuernException known ? known : e;
        }
    }

    private void load(DemoClient client, Path archive, String name) {
        screen.step(
                "load",
                "loading " + name,
                () -> client.load(archive, name),
                s -> name + " " + shortDigest(s.result()) + ", "
                        + CallTable.size(s.result().sizeBytes()) + " unpacked, in " + s.seconds());
    }

    private void deploy(DemoClient client, Function function) {
        screen.step(
                "deploy",
                "deploying " + function.name(),
                () -> client.deploy(function.name(), function.image(), function.command(), function.min()),
                s -> function.name() + "@" + s.result().version() + " from " + function.image()
                        + (function.command().isEmpty() ? "" : ": " + String.join(" ", function.command())));
    }

    private static String shortDigest(ImageBody image) {
        return image.digest().substring(0, Math.min(19, image.digest().length()));
    }

    /** A directory of the demo's own, out of the way of any other server. Sandboxes and the database must reach it. */
    private Path data() {
        if (!session.shell().root()) {
            throw new QuernException(
                    ErrorCode.FORBIDDEN,
                    "Making sandboxes takes root",
                    "Run it as root: sudo " + home.program() + " demo");
        }
        Path data = session.data().orElse(Path.of("/var/lib/quern-demo")).toAbsolutePath();
        try {
            return Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
