package dev.quern.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one embedded store for all of them; each works in names of its own. */
public final class SharedStore implements ParameterResolver {
    private static final class Held implements AutoCloseable {
        private final Path data;
        private final Store store;

        Held() {
            try {
                data = Files.createTempDirectory("quern-store");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            store = Store.open(StoreSettings.embedded(data));
        }

        @Override
        public void close() throws IOException {
            store.close();
            try (Stream<Path> all = Files.walk(data)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Store.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Held.class, _ -> new Held(), Held.class)
                .store;
    }
}
