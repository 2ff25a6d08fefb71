package dev.quern.manager.build;

import dev.quern.core.error.QuernException;
import dev.quern.core.recipe.Recipe;
import dev.quern.core.recipe.RecipeReader;
import dev.quern.images.tar.TarEntry;
import dev.quern.linux.Directory;
import dev.quern.linux.LinuxException;
import dev.quern.linux.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Finds what a directory is built from, and reads it before anything is built. */
final class Plans {
    private static final List<String> DOCKERFILES = List.of("Dockerfile", "Containerfile");

    private final Optional<String> packageMirror;

    Plans(Optional<String> packageMirror) {
        this.packageMirror = packageMirror;
    }

    /** A descriptor, its name in the directory, and what follows from it. */
    record Described(String file, String text, Plan plan) {}

    /**
     * @param asked the Dockerfile to use; empty for quern.yaml, else a Dockerfile or Containerfile
     * @throws QuernException invalid_argument for a directory without any, or the line of a mistake
     */
    Described of(Directory context, Optional<String> asked) {
        List<String> candidates =
                asked.map(List::of).orElseGet(() -> List.of(Recipe.FILE, DOCKERFILES.get(0), DOCKERFILES.get(1)));
        for (String file : candidates) {
            Optional<String> text = read(context, file);
            if (text.isPresent()) {
                Plan plan = file.equals(Recipe.FILE)
                        ? new RecipePlan(RecipeReader.read(text.get()), packageMirror)
                        : new DockerfilePlan(file, text.get());
                return new Described(file, text.get(), plan);
            }
        }
        throw QuernException.invalid(
                "The directory holds no " + String.join(" and no ", candidates),
                "Write one, or begin with 'quern function init'.");
    }

    private static Optional<String> read(Directory context, String file) {
        try (OpenFile opened = context.file(TarEntry.bytes(file))) {
            if (!opened.status().isRegular()) {
                return Optional.empty();
            }
            try (InputStream in = opened.stream()) {
                byte[] bytes = in.readNBytes(RecipeReader.MOST + 1);
                if (bytes.length > RecipeReader.MOST) {
                    throw QuernException.invalid(file + " has more than " + RecipeReader.MOST + " bytes");
                }
                return Optional.of(new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (LinuxException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
