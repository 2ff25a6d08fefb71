package dev.quern.manager.build;

import dev.quern.core.error.QuernException;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.recipe.Recipe;
import dev.quern.manager.build.Dockerfile.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Dockerfile, in which every image it names is replaced by the one Quern knows by that name: the builder
 * itself fetches nothing, and reads no image from the machine's files.
 */
final class DockerfilePlan implements Plan {
    private static final Pattern FROM =
            Pattern.compile("(?i)(FROM\\s+(?:--\\S+\\s+)*)(\\S+)(?:(\\s+AS\\s+)(\\S+))?\\s*");
    private static final Pattern COPY_FROM = Pattern.compile("(--from=)(\\S+)");
    private static final Pattern MOUNT_FROM = Pattern.compile("(\\bfrom=)([^,\\s]+)");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z_]\\w*)(?::?-([^}]*))?\\}|([A-Za-z_]\\w*))");

    private final String name;
    private final List<Instruction> instructions;
    /** By its number: the instruction as the builder gets it, with the base's own name where one is named. */
    private final List<Named> rewritten = new ArrayList<>();

    private final Set<String> bases = new LinkedHashSet<>();

    /** An instruction's text around the base it names; {@code base} is empty where it names none. */
    private record Named(String before, String base, String after) {}

    /** @param name the file is called in messages */
    DockerfilePlan(String name, String content) {
        this.name = name;
        this.instructions = new Dockerfile(content).instructions();
        Map<String, String> globals = new HashMap<>();
        Set<String> stages = new HashSet<>();
        boolean begun = false;
        for (Instruction i : instructions) {
            switch (i.word()) {
                case "ARG" -> {
                    if (!begun) {
                        String[] parts = i.rest().split("=", 2);
                        globals.put(parts[0], parts.length < 2 ? "" : unquoted(parts[1]));
                    }
                    keep(i);
                }
                case "FROM" -> {
                    begun = true;
                    from(i, globals, stages);
                }
                case "COPY", "ADD" -> other(i, COPY_FROM, stages);
                case "RUN" -> other(i, MOUNT_FROM, stages);
                default -> keep(i);
            }
        }
        if (!begun) {
            throw QuernException.invalid(name + " has no FROM");
        }
    }

    private void from(Instruction i, Map<String, String> globals, Set<String> stages) {
        Matcher matcher = FROM.matcher(i.text());
        if (!matcher.matches()) {
            throw QuernException.invalid(name + " line " + i.line() + ": FROM takes an image, and a name after AS");
        }
        String image = replaced(matcher.group(2), globals);
        if (image.isEmpty()) {
            throw QuernException.invalid(name + " line " + i.line() + ": the image's name is empty");
        }
        String as = matcher.group(3) == null ? "" : matcher.group(3) + matcher.group(4);
        if (image.equals(Recipe.SCRATCH) || stages.contains(image.toLowerCase(Locale.ROOT))) {
            rewritten.add(new Named(matcher.group(1) + image + as, "", ""));
        } else {
            bases.add(image);
            rewritten.add(new Named(matcher.group(1), image, as));
        }
        if (!as.isEmpty()) {
            stages.add(matcher.group(4).toLowerCase(Locale.ROOT));
        }
    }

    /** What copies from an image, or mounts one: only in front of what the instruction does. */
    private void other(Instruction i, Pattern pattern, Set<String> stages) {
        Matcher matcher = pattern.matcher(i.text());
        boolean named = matcher.find() && isFlag(i.text(), matcher.start());
        String image = named ? matcher.group(2) : "";
        if (!named || image.chars().allMatch(Character::isDigit) || stages.contains(image.toLowerCase(Locale.ROOT))) {
            keep(i);
            return;
        }
        bases.add(image);
        rewritten.add(new Named(
                i.text().substring(0, matcher.start(2)), image, i.text().substring(matcher.end(2))));
    }

    /** Whether everything between the instruction's word and {@code at} are flags. */
    private static boolean isFlag(String text, int at) {
        String[] words = text.substring(0, at).strip().split("\\s+");
        for (int i = 1; i < words.length; i++) {
            if (!words[i].startsWith("--")) {
                return false;
            }
        }
        return true;
    }

    private void keep(Instruction i) {
        rewritten.add(new Named(i.text(), "", ""));
    }

    @Override
    public List<String> bases() {
        return List.copyOf(bases);
    }

    @Override
    public String containerfile(Map<String, String> local, Map<String, ImageConfig> configs) {
        StringBuilder out = new StringBuilder();
        for (Named named : rewritten) {
            out.append(named.before())
                    .append(local.getOrDefault(named.base(), ""))
                    .append(named.after())
                    .append('\n');
        }
        return out.toString();
    }

    @Override
    public Optional<FailedLine> failed(Transcript transcript) {
        String text = plain(transcript.stepText());
        for (int i = 0; i < instructions.size() && !text.isEmpty(); i++) {
            Named named = rewritten.get(i);
            boolean same = named.base().isEmpty()
                    ? plain(named.before()).equals(text)
                    : text.startsWith(plain(named.before())) && text.endsWith(plain(named.after()));
            if (same) {
                return Optional.of(new FailedLine(
                        instructions.get(i).line(), instructions.get(i).text()));
            }
        }
        return Optional.empty();
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
