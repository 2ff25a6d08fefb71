package dev.quern.manager.build;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.image.ImageConfig;
import dev.quern.images.build.OciImageBuilder;
import dev.quern.images.oci.Digest;
import dev.quern.linux.Directory;
import dev.quern.linux.OpenFile;
import dev.quern.node.log.CallLog;
import dev.quern.sandbox.cgroup.Cgroup;
import dev.quern.store.build.Builds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of one build: its bases, its layers, its image. Ends with the digest or an exception that says why not. */
final class BuildRun {
    private static final String ID_FILE = "built";

    private final BuildJob job;
    private final BuildSettings settings;
    private final BuildImages images;
    private final Builds builds;
    private final Buildah buildah;
    private final Cgroup cgroup;
    private final CallLog log;
    private final Transcript transcript = new Transcript();
    /** What the builder's storage calls the bases, by the names they have in the descriptor. */
    private final Map<String, String> local = new HashMap<>();

    private Optional<FailedLine> failed = Optional.empty();

    BuildRun(
            BuildJob job,
            BuildSettings settings,
            BuildImages images,
            Builds builds,
            Buildah buildah,
            Cgroup cgroup,
            CallLog log) {
        this.job = job;
        this.settings = settings;
        this.images = images;
        this.builds = builds;
        this.buildah = buildah;
        this.cgroup = cgroup;
        this.log = log;
    }

    /** Once it has failed: the line of the descriptor it failed at. */
    Optional<Integer> failedLine() {
        return failed.map(FailedLine::line);
    }

    /** @return the image, not named yet */
    BuildImages.Built run() throws IOException, InterruptedException {
        Map<String, ImageConfig> configs = new HashMap<>();
        for (String name : job.plan().bases()) {
            BuildImages.Base base = images.base(job.who(), job.build().namespace(), name, this::say);
            job.watchdog().check();
            if (job.plan().base().equals(Optional.of(name))) {
                builds.base(job.id(), name, base.image().digest());
            }
            local.put(name, imported(name, base));
            configs.put(name, base.image().config());
        }
        String built = build(job.plan().containerfile(local, configs));
        step("push", "--quiet", "--disable-compression", built, "oci:" + Buildah.WORK + "/image:built");
        job.watchdog().check();
        Path layout = job.work().resolve("image");
        return images.take(job.who(), job.build().namespace(), job.build().name(), layout);
    }

    /** A base goes into the builder's storage once, under its digest. */
    private String imported(String name, BuildImages.Base base) throws IOException, InterruptedException {
        String digest = base.image().digest();
        String local = "localhost/quern-base:" + digest.substring(digest.indexOf(':') + 1);
        if (buildah.run(false, line -> {}, "inspect", "--type", "image", local) == 0) {
            return local;
        }
        say("Taking " + name + " (" + digest.substring(0, 19) + ") as a base");
        Path archive = job.work().resolve("base.tar");
        OciImageBuilder.writeOciArchive(base.root(), base.image().config(), local, archive);
        BuildFolders.open(archive);
        step("pull", "--quiet", "oci-archive:" + Buildah.WORK + "/base.tar");
        Files.delete(archive);
        return local;
    }

    /**
     * Builds without a name, as the layers are kept for later builds by themselves.
     *
     * @return what the builder calls the image
     */
    private String build(String containerfile) throws IOException, InterruptedException {
        BuildFolders.open(Files.writeString(job.work().resolve("Containerfile"), containerfile));
        List<String> command = new ArrayList<>(List.of(
                "build",
                "--isolation",
                "chroot",
                "--layers",
                "--format",
                "oci",
                "--pull-never",
                "--identity-label=false"));
        settings.packageMirror().ifPresent(mirror -> command.addAll(List.of("--build-arg", "APT_MIRROR=" + mirror)));
        command.addAll(List.of("--iidfile", Buildah.WORK + "/home/" + ID_FILE));
        command.addAll(List.of("--file", Buildah.WORK + "/Containerfile", Buildah.WORK + "/context"));
        int status = buildah.run(settings.network(), this::relay, command.toArray(String[]::new));
        if (status != 0) {
            throw failure();
        }
        try (Directory home = Directory.open(job.work().resolve("home"));
                OpenFile file = home.file(ID_FILE);
                InputStream in = file.stream()) {
            String id = new String(in.readNBytes(100), StandardCharsets.US_ASCII);
            if (!Digest.isDigest(id)) {
                throw new QuernException(ErrorCode.INTERNAL, "The builder did not say what it built");
            }
            return id;
        }
    }

    private void step(String... arguments) throws IOException, InterruptedException {
        Transcript own = new Transcript();
        if (buildah.run(false, own::add, arguments) != 0) {
            throw new QuernException(ErrorCode.INTERNAL, "The builder failed: " + own.complaint());
        }
    }

    private QuernException failure() {
        if (cgroup.oomKills() > 0) {
            return new QuernException(
                    ErrorCode.OUT_OF_MEMORY,
                    "The build needed more than " + settings.memory().toHuman() + " of memory",
                    "Raise build.memory in the server's configuration.");
        }
        failed = job.plan().failed(transcript);
        String why = failed.map(this::text).orElseGet(transcript::complaint);
        boolean alone = !settings.network() && NetworkNeed.isShown(transcript.backwards());
        return QuernException.invalid(alone ? why + NetworkNeed.HINT : why);
    }

    private String text(FailedLine line) {
        String end = transcript
                .status()
                .map(status -> "ended with status " + status)
                .orElseGet(() -> "failed: " + transcript.complaint());
        return job.build().file() + " line " + line.line() + ": '" + line.text() + "' " + end;
    }

    private void relay(String line) {
        transcript.add(line);
        if (!transcript.isRepeating()) {
            String shown = job.plan().shown(line);
            for (Map.Entry<String, String> base : local.entrySet()) {
                shown = shown.replace(base.getValue(), base.getKey());
            }
            say(shown);
        }
    }

    private void say(String line) {
        log.append(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
