package dev.quern.manager.build;

import dev.quern.core.error.QuernException;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.recipe.CopyLine;
import dev.quern.core.recipe.PackageLine;
import dev.quern.core.recipe.Recipe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A {@code quern.yaml} as a Containerfile. All lines of its script are one command and so one layer: what one
 * line downloads and another deletes is in no layer.
 */
final class RecipePlan implements Plan {
    /** The builder reads lines of at most 64 KiB. */
    private static final int MOST_LINE = 65_000;

    /**
     * From a file, since not every shell numbers the lines of an argument, in the builder's own memory; with bash
     * where there is one, since the other shell of Debian does not say which line it is at. What it
     * traces and what its commands say go through one pipe, or they would mix.
     */
    private static final String SHELL =
            "exec 2>&1; printf '%s\\n' \"$0\" >/dev/shm/build; [ ! -x /bin/bash ] || exec /bin/bash /dev/shm/build;"
                    + " exec /bin/sh /dev/shm/build";

    private static final String PACKAGES = """
            set -e
            if command -v apt-get >/dev/null; then
                export DEBIAN_FRONTEND=noninteractive
                if [ -n '%1$s' ]; then
                    cp -a /etc/apt /etc/apt.quern
                    find /etc/apt -name '*.list' -o -name '*.sources' | xargs -r sed -i 's|https\\?://deb.debian.org/debian\\( \\|$\\)|%1$s\\1|'
                fi
                apt-get -qq -o APT::Sandbox::User=root update
                apt-get -qq -y -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 --no-install-recommends install %2$s
                rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb
                if [ -d /etc/apt.quern ]; then rm -rf /etc/apt; mv /etc/apt.quern /etc/apt; fi
            elif command -v apk >/dev/null; then
                apk add --no-cache %2$s
            else
                echo 'The base has neither apt-get nor apk to install packages with' >&2
                exit 1
            fi
            """;

    /** How apt-get and apk say that they know no such package. */
    private static final Pattern NO_PACKAGE =
            Pattern.compile("Unable to locate package .*|Package '.*' has no installation candidate"
                    + "|Version '.*' for '.*' was not found|.* \\(no such package\\)");

    private final Recipe recipe;
    private final BuildScript script;
    private final String packages;
    private final int packagesStep;
    private final int scriptStep;
    private final Map<Integer, CopyLine> copySteps = new HashMap<>();

    RecipePlan(Recipe recipe, Optional<String> packageMirror) {
        this.recipe = recipe;
        this.script = new BuildScript(recipe.build());
        this.packages = PACKAGES.formatted(packageMirror.orElse(""), names());
        List<String> lines = lines("base", "root");
        this.packagesStep = lines.indexOf(run(packages)) + 1;
        this.scriptStep = lines.lastIndexOf(run(script.text())) + 1;
        recipe.copy().forEach(copy -> copySteps.putIfAbsent(lines.indexOf(copied(copy)) + 1, copy));
        if (run(script.text()).getBytes(StandardCharsets.UTF_8).length > MOST_LINE) {
            throw QuernException.invalid(
                    Recipe.FILE + " line " + recipe.build().getFirst().line() + ": the build script is too long",
                    "Put it into a file of the directory, copy and run that.");
        }
    }

    @Override
    public List<String> bases() {
        return recipe.base().equals(Recipe.SCRATCH) ? List.of() : List.of(recipe.base());
    }

    @Override
    public Optional<String> base() {
        return bases().stream().findFirst();
    }

    @Override
    public String containerfile(Map<String, String> local, Map<String, ImageConfig> configs) {
        ImageConfig config = configs.get(recipe.base());
        String user = config == null ? "" : config.user();
        return String.join("\n", lines(local.getOrDefault(recipe.base(), Recipe.SCRATCH), user)) + "\n";
    }

    private List<String> lines(String base, String baseUser) {
        List<String> lines = new ArrayList<>();
        lines.add("FROM " + base);
        // Always there, so that the steps have the same numbers for every base.
        lines.add("USER 0:0");
        if (!recipe.workingDirectory().isEmpty()) {
            lines.add("WORKDIR " + recipe.workingDirectory());
        }
        if (!recipe.packages().isEmpty()) {
            lines.add(run(packages));
        }
        new TreeMap<>(recipe.environment())
                .forEach((name, value) -> lines.add("ENV " + name + "=" + Words.quoted(value)));
        recipe.copy().forEach(copy -> lines.add(copied(copy)));
        if (!recipe.build().isEmpty()) {
            lines.add(run(script.text()));
        }
        recipe.defaults().labels().forEach((name, value) -> lines.add("LABEL " + name + "=" + Words.quoted(value)));
        String user = recipe.user().isEmpty() ? baseUser : recipe.user();
        lines.add("USER " + (user.isEmpty() ? "0:0" : user));
        if (!recipe.run().isEmpty()) {
            lines.add("ENTRYPOINT " + Words.exec(recipe.run()));
            lines.add("CMD []");
        }
        return lines;
    }

    private static String copied(CopyLine copy) {
        return "COPY " + Words.exec(List.of(copy.source(), copy.target()));
    }

    private static String run(String script) {
        return "RUN " + Words.exec(List.of("/bin/sh", "-c", SHELL, script));
    }

    @Override
    public Optional<FailedLine> failed(Transcript transcript) {
        int step = transcript.step();
        if (step == 0) {
            return Optional.empty();
        }
        if (step == scriptStep) {
            return Optional.of(script.failed(transcript.backwards()));
        }
        return step == packagesStep
                ? Optional.of(missing(transcript.backwards()))
                : Optional.ofNullable(copySteps.get(step))
                        .map(copy -> new FailedLine(copy.line(), copy.source() + ":" + copy.target()));
    }

    /** The package that was complained about, or where they begin. */
    private FailedLine missing(List<String> output) {
        for (String line : output) {
            for (PackageLine wanted : recipe.packages()) {
                Matcher complaint = NO_PACKAGE.matcher(line);
                if (complaint.find() && complaint.group().contains(wanted.name())) {
                    return new FailedLine(wanted.line(), wanted.name());
                }
            }
        }
        return new FailedLine(recipe.packages().getFirst().line(), "packages " + names());
    }

    /** Scripts are not shown as the quoted arrays they are passed as; the shell shows their lines. */
    @Override
    public String shown(String line) {
        int array = line.indexOf(": RUN [\"/bin/sh\"");
        if (!line.startsWith("STEP ") || array < 0) {
            return line;
        }
        boolean installs = line.startsWith("STEP " + packagesStep + "/");
        return line.substring(0, array) + (installs ? ": packages " + names() : ": build");
    }

    private String names() {
        return recipe.packages().stream().map(PackageLine::name).collect(Collectors.joining(" "));
    }
}
