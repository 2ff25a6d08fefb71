package dev.quern.cli.function;

import dev.quern.cli.image.Pull;
import dev.quern.cli.output.Printable;
import dev.quern.cli.session.Session;
import dev.quern.core.api.DeployBody;
import dev.quern.core.api.VersionBody;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Sharing;
import dev.quern.core.name.Ref;
import dev.quern.core.name.Selector;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "deploy",
        description = "Make a new version of a function from an image and point live at it.",
        footer = {"", "Example: quern deploy thumbnail --image docker://registry.example.com/thumbnail:1 --memory 512Mi"
        })
public final class Deploy implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "FUNCTION", description = "[namespace/]name")
    String function = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "After --: replaces the image's CMD.")
    List<String> command = List.of();

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "A loaded image's name or digest, or docker://… to pull.")
    @Nullable
    String image;

    @Option(
            names = "--auth-file",
            paramLabel = "FILE",
            description = "Registry credentials (containers auth.json) for docker://…")
    @Nullable
    Path authFile;

    @Option(names = "--public", description = "Any key may call it; see function set --mode.")
    boolean everyones;

    @Option(names = "--no-live", description = "Make the version only: live stays where it is, for a rollout.")
    boolean aside;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    TakeOver takeOver = new TakeOver();

    public Deploy(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Ref ref = session.ref(function);
        if (!ref.selector().equals(Selector.LIVE)) {
            throw QuernException.invalid(
                    "A deployment makes a new version; it cannot be given one: '" + function + "'",
                    "Write " + ref.function() + ", then use 'quern alias set'.");
        }
        if (image == null) {
            throw QuernException.invalid(
                    "deploy needs to know the image",
                    "Add --image NAME; 'quern image ls' lists the loaded ones, docker://registry/name:tag pulls one.");
        }
        // The whole configuration is checked before a pull that may take minutes.
        DeployBody body = config.body(image, command);
        if (Pull.isSource(image)) {
            String digest = new Pull(session)
                    .run(
                            image,
                            Optional.empty(),
                            Optional.ofNullable(authFile),
                            ref.function().namespace())
                    .digest();
            body = config.body(digest, command);
        }
        String route = Routes.of(ref.function()) + "/versions" + (aside ? "?live=false" : "");
        VersionBody version = session.api().send("POST", route, body, VersionBody.class);
        if (everyones) {
            SharingOptions.put(session, ref.function(), new Sharing(Sharing.Mode.PUBLIC, Set.of()));
        }
        if (version.detected() != null) {
            session.err().println(Printable.text(version.detected()));
        }
        String name = version.namespace() + "/" + version.function() + "@" + version.version();
        if (aside) {
            session.output().done(Views.VERSION, version, name + " is made; live stays where it is");
            return;
        }
        takeOver.await(session, ref.function(), version.version());
        session.output().done(Views.VERSION, version, name + " is live");
    }
}
