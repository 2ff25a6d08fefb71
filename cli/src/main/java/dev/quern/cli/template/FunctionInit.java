package dev.quern.cli.template;

import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "init",
        description = "Write a function's directory to start from: quern.yaml, the source, a test that runs here.",
        footer = {"", "Example: quern function init python thumbnail && sh thumbnail/test.sh"})
public final class FunctionInit implements Runnable {
    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "TEMPLATE", description = "See --list.")
    @Nullable
    String template;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Where to write it; a folder of the template's name by default.")
    @Nullable
    Path directory;

    @Option(names = "--list", description = "List the templates.")
    boolean list;

    public FunctionInit(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (list) {
            for (Template each : Template.values()) {
                print(String.format("%-8s %s%n", each.text(), each.description()));
            }
            return;
        }
        if (template == null) {
            throw QuernException.invalid("Name a template", "See 'quern function init --list'.");
        }
        Template chosen = Template.parse(template);
        Path folder = directory == null ? Path.of(chosen.text()) : directory;
        for (String file : chosen.files()) {
            if (Files.exists(folder.resolve(file))) {
                throw QuernException.invalid(
                        folder.resolve(file) + " is there already", "Name a folder that is empty or new.");
            }
        }
        try {
            Files.createDirectories(folder);
            for (String file : chosen.files()) {
                Files.writeString(folder.resolve(file), chosen.content(file), StandardOpenOption.CREATE_NEW);
            }
        } catch (IOException e) {
            throw QuernException.invalid(folder + " cannot be written: " + e.getMessage());
        }
        print(folder + "\n");
    }

    private void print(String text) {
        try {
            session.shell().out().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
