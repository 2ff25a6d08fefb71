package dev.quern.cli.session;

import dev.quern.cli.output.Format;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options every command takes, before or after its name. */
public final class Globals {
    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The server (QUERN_URL). Without it the login, then the server on this machine.")
    @Nullable
    String url;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A file holding the key (QUERN_KEY: the key itself, or @FILE).")
    @Nullable
    Path keyFile;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            scope = ScopeType.INHERIT,
            description = "The namespace of names that name none (QUERN_NAMESPACE).")
    @Nullable
    String namespace;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "${COMPLETION-CANDIDATES}.")
    Format format = Format.table;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The server's data directory on this machine.")
    @Nullable
    Path data;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more on stderr.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show help.")
    boolean help;

    public Optional<Path> keyFile() {
        return Optional.ofNullable(keyFile);
    }

    public boolean isVerbose() {
        return verbose;
    }
}
