package dev.quern.app.samples;

import dev.quern.core.error.QuernException;
import dev.quern.core.recipe.Recipe;
import dev.quern.core.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of {@code samples/functions}: its descriptor and what it does in one line.
 *
 * @param recipe begins with an image of {@code samples/} and builds nothing, so that many functions share one image
 */
record StockFunction(String name, String description, Recipe recipe) {
    private static final String IMAGES = "samples/";

    /** The name of the folder its image is built from. */
    String image() {
        return recipe.base().substring(IMAGES.length());
    }

    /** All, by name. */
    static List<StockFunction> all(Path home) {
        Path folder = home.resolve("samples").resolve("functions");
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.sorted().map(StockFunction::read).toList();
        } catch (IOException e) {
            throw QuernException.invalid(
                    "The samples are not at " + folder, "Start quern from the project or the unpacked distribution.");
        }
    }

    private static StockFunction read(Path folder) {
        String name = String.valueOf(folder.getFileName());
        try {
            Recipe recipe = RecipeReader.read(Files.readString(folder.resolve(Recipe.FILE)));
            if (!recipe.base().startsWith(IMAGES) || !recipe.isBaseOnly()) {
                throw QuernException.invalid("The sample '" + name + "' is not one of the stock functions");
            }
            return new StockFunction(
                    name, Files.readString(folder.resolve("README.md")).strip(), recipe);
        } catch (IOException e) {
            throw QuernException.invalid("The sample '" + name + "' cannot be read: " + e.getMessage());
        }
    }
}
