package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.core.error.QuernException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A store in a directory of the test's, and what tests ask of it. */
final class StoreUnderTest {
    final Path directory;
    final ImageStore store;

    StoreUnderTest(Path directory, ImageSettings settings) {
        this.directory = directory;
        this.store = ImageStore.open(directory, settings);
    }

    StoreUnderTest(Path directory) {
        this(directory, ImageSettings.defaults());
    }

    LoadedImage load(TestImage image) {
        return load(image.archive());
    }

    LoadedImage load(byte[] archive) {
        return store.load(new ByteArrayInputStream(archive), Progress.NONE);
    }

    Path root(LoadedImage loaded) {
        return store.root(loaded.image().digest());
    }

    QuernException failure(byte[] archive) {
        return catchThrowableOfType(QuernException.class, () -> load(archive));
    }

    /** The regular files of the content-addressed part. */
    List<Path> files() throws IOException {
        return under("files", true);
    }

    void assertHoldsNothing() throws IOException {
        assertThat(store.list()).isEmpty();
        assertThat(under("tmp", false)).isEmpty();
        assertThat(under("trees", false)).isEmpty();
        assertThat(files()).isEmpty();
    }

    private List<Path> under(String part, boolean onlyFiles) throws IOException {
        Path start = directory.resolve(part);
        try (Stream<Path> paths = Files.walk(start)) {
            return paths.filter(path -> !path.equals(start))
                    .filter(path -> !onlyFiles || Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }
}
