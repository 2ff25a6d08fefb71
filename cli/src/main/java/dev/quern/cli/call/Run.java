package dev.quern.cli.call;

import dev.quern.cli.http.Query;
import dev.quern.cli.image.Pull;
import dev.quern.cli.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = {"Call an image without making a function of it.", "stdin is the body, stdout its output."},
        footer = {"", "Exit codes: the program's own; 124 deadline; 125 platform error; 2 usage."})
public final class Run implements Callable<Integer> {
    private final Session session;

    @Parameters(
            index = "0",
            paramLabel = "IMAGE",
            description = "A loaded image's name or digest, or docker://… to pull.")
    String image = "";

    @Parameters(
            index = "1..*",
            paramLabel = "ARGS",
            description = "Arguments. Quern's own options end at the first, or at --.")
    List<String> arguments = List.of();

    @Option(
            names = "--auth-file",
            paramLabel = "FILE",
            description = "Registry credentials (containers auth.json) for docker://…")
    @Nullable
    Path authFile;

    @Option(names = "--timeout", paramLabel = "60s", description = "Longest duration of the call.")
    @Nullable
    String timeout;

    @Option(names = "--memory", paramLabel = "256Mi", description = "Memory of the sandbox.")
    @Nullable
    String memory;

    @Option(names = "--runtime", paramLabel = "crun|runc", description = "The isolation boundary.")
    @Nullable
    String runtime;

    @Mixin
    InputOption input = new InputOption();

    public Run(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String namespace = session.namespace();
        // Checked before a pull that may take minutes.
        Query options = AdHoc.add(Query.of("/v1/calls").add("namespace", namespace), timeout, memory, runtime);
        String loaded = Pull.isSource(image)
                ? new Pull(session)
                        .run(image, Optional.empty(), Optional.ofNullable(authFile), namespace)
                        .digest()
                : image;
        return new Exchange(session).run(options.add("image", loaded), arguments, input.body(session.shell()));
    }
}
