package dev.quern.core.recipe;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.value.DataSize;
import dev.quern.core.value.Durations;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads {@code quern.yaml}. Only the node tree is taken from the YAML library: no tag makes an object, and a key
 * nobody knows is an error with its line.
 */
public final class RecipeReader {
    /** Characters of a descriptor. */
    public static final int MOST = 256 << 10;
    /** What fits into one line of a Containerfile once it is quoted. */
    private static final int MOST_SCRIPT = 40 << 10;

    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._:=~/-]{0,127}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.:-]{0,127}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private RecipeReader() {}

    /** @throws QuernException invalid_argument with the line of what is wrong; unsupported for a contract */
    public static Recipe read(String yaml) {
        if (yaml.length() > MOST) {
            throw QuernException.invalid(Recipe.FILE + " has more than " + MOST + " characters");
        }
        Node root = compose(yaml);
        if (!(root instanceof MappingNode map)) {
            throw Fields.refused(root, "it takes lines of 'key: value'");
        }
        Fields fields = new Fields(map);
        Map<String, String> environment = fields.map(Key.ENV);
        environment.forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches() || value.indexOf('\n') >= 0) {
                throw Fields.refused(
                        fields.node(Key.ENV).orElse(root), "'" + name + "' is not an environment variable of one line");
            }
        });
        return new Recipe(
                fields.value(Key.BASE, RecipeReader::oneLine)
                        .orElseThrow(() -> Fields.refused(root, "base is missing: an image's name, or scratch")),
                fields.lines(
                        Key.PACKAGES,
                        (text, line) -> new PackageLine(matching(PACKAGE, text, "a package's name"), line)),
                fields.lines(Key.COPY, RecipeReader::copy),
                script(fields),
                run(fields),
                fields.value(Key.USER, text -> matching(USER, text, "a user")).orElse(""),
                fields.value(Key.WORKDIR, RecipeReader::absolute).orElse(""),
                environment,
                new RunDefaults(
                        fields.value(Key.CONTRACT, Contract::parse),
                        fields.value(Key.FRESH, Fresh::parse),
                        fields.value(Key.MEMORY, DataSize::parse),
                        fields.value(Key.TIMEOUT, Durations::parse)));
    }

    private static Node compose(String yaml) {
        try {
            return new Compose(LoadSettings.builder()
                            .setUseMarks(true)
                            .setMaxAliasesForCollections(20)
                            .build())
                    .composeString(yaml)
                    .orElseThrow(() -> QuernException.invalid(Recipe.FILE + " is empty"));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw Fields.refused(line, String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            throw Fields.refused(1, String.valueOf(e.getMessage()));
        }
    }

    private static List<ScriptLine> script(Fields fields) {
        List<ScriptLine> script = fields.items(Key.BUILD).stream()
                .map(node -> new ScriptLine(
                        Fields.scalar(node, Key.BUILD.text()).stripTrailing(),
                        Fields.line(node) + (isBlock(node) ? 1 : 0)))
                .filter(line -> !line.text().isEmpty())
                .toList();
        int length = script.stream().mapToInt(line -> line.text().length()).sum();
        if (length > MOST_SCRIPT) {
            throw Fields.refused(
                    script.getFirst().line(),
                    "the build script has " + length + " characters, at most " + MOST_SCRIPT
                            + " fit; put it into a file of the directory");
        }
        return script;
    }

    /** Its text begins in the line after the one where it is announced. */
    private static boolean isBlock(Node node) {
        return node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    }

    private static List<String> run(Fields fields) {
        List<String> run = fields.list(Key.RUN, text -> {
            FunctionConfig.argument(text);
            return text;
        });
        if (run.size() == 1 && run.getFirst().contains(" ")) {
            throw Fields.refused(
                    fields.node(Key.RUN).orElseThrow(),
                    "run takes a list, the program and its arguments: [/bin/sh, -c, '…']");
        }
        return run;
    }

    private static CopyLine copy(String text, int line) {
        int colon = oneLine(text).lastIndexOf(':');
        String source = colon < 0 ? text : text.substring(0, colon);
        String target = colon < 0 ? text : text.substring(colon + 1);
        if (source.isEmpty() || target.isEmpty() || source.startsWith("/") || source.contains("..")) {
            throw QuernException.invalid("'" + text + "' is not SOURCE:TARGET with a source in the directory");
        }
        return new CopyLine(source, target, line);
    }

    private static String absolute(String text) {
        if (!oneLine(text).startsWith("/")) {
            throw QuernException.invalid("'" + text + "' is not an absolute path");
        }
        return text;
    }

    private static String oneLine(String text) {
        if (text.isBlank() || text.length() > 1024 || CONTROL.matcher(text).find()) {
            throw QuernException.invalid("this takes one line of at most 1024 characters");
        }
        return text;
    }

    private static String matching(Pattern pattern, String text, String what) {
        if (!pattern.matcher(text).matches()) {
            throw QuernException.invalid("'" + text + "' is not " + what);
        }
        return text;
    }
}
