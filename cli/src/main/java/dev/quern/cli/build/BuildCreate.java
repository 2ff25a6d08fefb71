package dev.quern.cli.build;

import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.output.Show;
import dev.quern.cli.server.Api;
import dev.quern.cli.session.Session;
import dev.quern.core.api.BuildBody;
import dev.quern.core.build.BuildState;
import dev.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "build",
        description = {
            "Build an image from a directory with quern.yaml or a Dockerfile.",
            "The log is on stderr, the image's name and digest on stdout; Ctrl-C cancels the build."
        },
        footer = {"", "Example: quern build ./thumbnail --tag thumbnail:2 && quern deploy thumbnail --image thumbnail:2"
        })
public final class BuildCreate implements Callable<Integer> {
    private static final int FAILED = 1;

    private final Session session;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "The directory; write ./ls for one that is called as a verb.")
    @Nullable
    Path directory;

    @Option(
            names = {"-t", "--tag"},
            paramLabel = "NAME",
            description = "What to call the image; the directory's name by default.")
    @Nullable
    String tag;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "DOCKERFILE",
            description = "The Dockerfile's path in the directory; quern.yaml, Dockerfile or Containerfile by default.")
    @Nullable
    String file;

    @Option(names = "--detach", description = "Print the build's id and leave.")
    boolean detach;

    public BuildCreate(Session session) {
        this.session = session;
    }

    /** The same as the verb {@code create}. */
    public static Object create(Session session) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new BuildCreate(session));
        return spec.name("create");
    }

    @Override
    public Integer call() {
        if (directory == null) {
            throw QuernException.invalid("Name the directory to build", "For example: quern build . --tag app:1");
        }
        BuildBody build = send(directory);
        if (detach) {
            session.output().done(Views.BUILD, build, build.id());
            return 0;
        }
        return follow(build.id());
    }

    private BuildBody send(Path dir) {
        Query query = Query.of("/v1/builds")
                .add("namespace", session.namespace())
                .add("name", tag == null ? nameOf(dir) : tag);
        if (file != null) {
            query.add("file", file);
        }
        Request request = Request.of("POST", query.toString())
                .header("Content-Type", "application/x-tar")
                .header("Accept", "application/json")
                .body(new DirectoryBody(dir))
                .patient();
        try (Response response = session.api().open(request)) {
            Api.succeed(response);
            return Api.read(response, BuildBody.class);
        }
    }

    private int follow(String id) {
        AtomicBoolean ended = new AtomicBoolean();
        Thread cancel = Thread.ofPlatform().unstarted(() -> {
            if (!ended.get()) {
                session.api().send("POST", Builds.path(id) + "/cancel", BuildBody.class);
            }
        });
        Runtime.getRuntime().addShutdownHook(cancel);
        BuildBody build;
        try {
            Builds.log(session, id, true, session.err());
            build = session.api().get(Builds.path(id), BuildBody.class);
        } finally {
            ended.set(true);
        }
        if (build.imageDigest() == null || !build.state().equals(BuildState.SUCCEEDED.wire())) {
            return FAILED;
        }
        session.output().done(Views.BUILD, build, build.name() + " " + Show.digest(build.imageDigest()));
        return 0;
    }

    private static String nameOf(Path dir) {
        Path name = dir.toAbsolutePath().normalize().getFileName();
        if (name == null) {
            throw QuernException.invalid("This directory has no name to call the image by", "Give it one: --tag NAME");
        }
        return name.toString();
    }
}
