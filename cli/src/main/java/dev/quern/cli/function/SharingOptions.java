package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.FunctionPut;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Sharing;
import dev.quern.core.name.FunctionName;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may call a function. */
final class SharingOptions {
    @Option(
            names = "--mode",
            paramLabel = "private|shared|public",
            description = "Whose keys may call it: its namespace's, also those of --share-with, or any.")
    @Nullable
    String mode;

    @Option(names = "--share-with", paramLabel = "NAMESPACE,…", split = ",", description = "Of a shared function.")
    Set<String> namespaces = Set.of();

    boolean isAny() {
        return mode != null || !namespaces.isEmpty();
    }

    FunctionBody put(Session session, FunctionName function) {
        if (mode == null) {
            throw QuernException.invalid("--share-with goes with --mode shared", "Add --mode shared.");
        }
        return put(session, function, new Sharing(Sharing.Mode.parse(mode), namespaces));
    }

    static FunctionBody put(Session session, FunctionName function, Sharing sharing) {
        FunctionPut put = new FunctionPut(
                sharing.mode().wire(), sharing.namespaces().stream().sorted().toList());
        return session.api().send("PUT", Routes.of(function), put, FunctionBody.class);
    }
}
