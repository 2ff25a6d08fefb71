package dev.quern.cli.template;

import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What there is to start from; its files are resources. */
enum Template {
    SHELL("a shell script on busybox", "main.sh"),
    PYTHON("Python, the standard library", "main.py"),
    NODE("Node.js, an ES module", "main.mjs"),
    JAVA("Java, one source file", "Main.java"),
    GO("Go, one static program", "main.go");

    private final String description;
    private final String source;

    Template(String description, String source) {
        this.description = description;
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

    byte[] content(String file) {
        try (InputStream in = Objects.requireNonNull(
                Template.class.getResourceAsStream("/dev/quern/cli/template/" + text() + "/" + file), file)) {
            return in.readAllBytes();
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
