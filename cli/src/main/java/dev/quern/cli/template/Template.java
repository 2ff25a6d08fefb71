package dev.quern.cli.template;

import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What there is to start from; its files are resources. */
enum Template {
    SHELL("a shell script on busybox", "sh", "main.sh"),
    PYTHON("Python, the standard library", "python3 -I", "main.py"),
    NODE("Node.js, an ES module", "node", "main.mjs"),
    JAVA("Java, one source file", "java", "Main.java"),
    GO("Go, one static program", "go run", "main.go");

    /** Stands in the test for how the source is run. */
    private static final String RUN = "RUN";

    private final String description;
    private final String program;
    private final String source;

    Template(String description, String program, String source) {
        this.description = description;
        this.program = program;
        this.source = source;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return description;
    }

    List<String> files() {
        return List.of("quern.yaml", source, "test.sh", "README.md");
    }

    String content(String file) {
        return switch (file) {
            case "README.md" -> resource(file);
            case "test.sh" -> resource(file).replace(RUN, program + " " + source);
            default -> resource(text() + "/" + file);
        };
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(Template.class.getResourceAsStream("/dev/quern/cli/template/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Template parse(String text) {
        return Stream.of(values())
                .filter(template -> template.text().equals(text))
                .findFirst()
                .orElseThrow(() -> QuernException.invalid(
                        "There is no template '" + text + "'",
                        "Use one of: "
                                + Arrays.stream(values()).map(Template::text).collect(Collectors.joining(", ")) + "."));
    }
}
