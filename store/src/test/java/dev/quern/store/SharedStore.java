package dev.quern.store;

import dev.quern.store.postgres.ExternalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests one store for all of them; each works in names of its own. The build runs them twice: with the
 * embedded server, and with {@code -Dquern.test.store=external}.
 */
public final class SharedStore implements ParameterResolver {
    private static final class Held implements AutoCloseable {
        private final Path data;
        private final Optional<ExternalPostgres> server;
        private final Store store;

        Held() {
            try {
                data = Files.createTempDirectory("quern-store");
                StoreSettings settings = StoreSettings.embedded(data);
                if (System.getProperty("quern.test.store", "embedded").equals("external")) {
                    server = Optional.of(ExternalPostgres.start(Files.createDirectory(data.resolve("theirs"))));
                    settings = settings.withUrlFile(server.get().urlFile(data));
                } else {
                    server = Optional.empty();
                }
                store = Store.open(settings);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            store.close();
            server.ifPresent(ExternalPostgres::close);
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
