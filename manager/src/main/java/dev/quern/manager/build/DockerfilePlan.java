package dev.quern.manager.build;

import dev.quern.core.error.QuernException;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.recipe.Recipe;
import dev.quern.manager.build.Dockerfile.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Dockerfile, in which every image it names is replaced by the one Quern knows by that name: the builder
 * itself fetches nothing, and reads no image from the machine's files.
 */
final class DockerfilePlan implements Plan {
    private static final Pattern FROM =
            Pattern.compile("(?i)(FROM\\s+(?:--\\S+\\s+)*)(\\S+)(?:(\\s+AS\\s+)(\\S+))?\\s*");
    /** An instruction's word with the flags that follow it. */
    private static final Pattern FLAGS = Pattern.compile("\\S+(?:\\s+--\\S+)*+");

    private static final Pattern COPY_FROM = Pattern.compile("(--from=)(\\S+)");
    private static final Pattern MOUNT_FROM = Pattern.compile("(\\bfrom=)([^,\\s]+)");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)(?::?-([^}]*))?\\}|([A-Za-z_]\\w*))");

    private static final String MARK = "\0";
    private static final Pattern MARKED = Pattern.compile("\0([^\0]*)\0");

    private final String name;
    private final List<Instruction> instructions;
    /** By its number: the instruction as the builder gets it, but for the bases it names, which stand between NULs. */
    private final List<String> rewritten = new ArrayList<>();

    private final Set<String> bases = new LinkedHashSet<>();
    /** What the stage read last begins with, by way of other stages too; empty for scratch. */
    private String last = "";

    /** @param name the file is called in messages */
    DockerfilePlan(String name, String content) {
        this.name = name;
        this.instructions = new Dockerfile(content.replace(MARK, "")).instructions();
        Map<String, String> globals = new HashMap<>();
        // By name: what each begins with.
        Map<String, String> stages = new HashMap<>();
        boolean begun = false;
        for (Instruction i : instructions) {
            switch (i.word()) {
                case "ARG" -> {
                    if (!begun) {
                        String[] parts = i.rest().split("=", 2);
                        globals.put(parts[0], parts.length < 2 ? "" : unquoted(parts[1]));
                    }
                    rewritten.add(i.text());
                }
                case "FROM" -> {
                    begun = true;
                    from(i, globals, stages);
                }
                case "COPY", "ADD" -> other(i, COPY_FROM, stages);
                case "RUN" -> other(i, MOUNT_FROM, stages);
                default -> rewritten.add(i.text());
            }
        }
        if (!begun) {
            throw QuernException.invalid(name + " has no FROM");
        }
    }

    private void from(Instruction i, Map<String, String> globals, Map<String, String> stages) {
        Matcher matcher = FROM.matcher(i.text());
        if (!matcher.matches()) {
            throw QuernException.invalid(name + " line " + i.line() + ": FROM takes an image, and a name after AS");
        }
        String image = replaced(matcher.group(2), globals);
        if (image.isEmpty()) {
            throw QuernException.invalid(name + " line " + i.line() + ": the image's name is empty");
        }
        String as = matcher.group(3) == null ? "" : matcher.group(3) + matcher.group(4);
        if (image.equals(Recipe.SCRATCH) || stages.containsKey(image.toLowerCase(Locale.ROOT))) {
            last = stages.getOrDefault(image.toLowerCase(Locale.ROOT), "");
            rewritten.add(matcher.group(1) + image + as);
        } else {
            last = image;
            bases.add(image);
            rewritten.add(matcher.group(1) + MARK + image + MARK + as);
        }
        if (!as.isEmpty()) {
            stages.put(matcher.group(4).toLowerCase(Locale.ROOT), last);
        }
    }

    /** What copies from images, or mounts them: only in front of what the instruction does. */
    private void other(Instruction i, Pattern pattern, Map<String, String> stages) {
        int end = endOfFlags(i.text());
        rewritten.add(pattern.matcher(i.text()).replaceAll(match -> {
            String image = match.group(2);
            boolean named = match.start() < end
                    && !image.chars().allMatch(Character::isDigit)
                    && !stages.containsKey(image.toLowerCase(Locale.ROOT));
            if (named) {
                bases.add(image);
            }
            return Matcher.quoteReplacement(match.group(1) + (named ? MARK + image + MARK : image));
        }));
    }

    private static int endOfFlags(String text) {
        Matcher flags = FLAGS.matcher(text);
        return flags.lookingAt() ? flags.end() : 0;
    }

    @Override
    public List<String> bases() {
        return List.copyOf(bases);
    }

    @Override
    public Optional<String> base() {
        return Optional.of(last).filter(name -> !name.isEmpty());
    }

    @Override
    public String containerfile(Map<String, String> local, Map<String, ImageConfig> configs) {
        return rewritten.stream()
                .map(text -> MARKED.matcher(text)
                        .replaceAll(match -> Matcher.quoteReplacement(local.getOrDefault(match.group(1), ""))))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Override
    public Optional<FailedLine> failed(Transcript transcript) {
        String text = plain(transcript.stepText());
        for (int i = 0; i < instructions.size() && !text.isEmpty(); i++) {
            if (pattern(plain(rewritten.get(i))).matcher(text).matches()) {
                return Optional.of(new FailedLine(
                        instructions.get(i).line(), instructions.get(i).text()));
            }
        }
        return Optional.empty();
    }

    /** The instruction whatever stands for its bases. */
    private static Pattern pattern(String text) {
        return Pattern.compile(
                Stream.of(MARKED.split(text, -1)).map(Pattern::quote).collect(Collectors.joining("\\S+")));
    }

    private static String plain(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String replaced(String text, Map<String, String> values) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String variable = match.group(1) == null ? match.group(3) : match.group(1);
            String otherwise = match.group(2) == null ? "" : match.group(2);
            String value = values.getOrDefault(variable, "");
            return Matcher.quoteReplacement(value.isEmpty() ? otherwise : value);
        });
    }

    private static String unquoted(String text) {
        return text.strip().replaceAll("^[\"']|[\"']$", "");
    }
}
