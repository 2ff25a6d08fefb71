package dev.quern.cli.completion;

import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Print the completion script of a shell.",
        footer = {
            "",
            "bash: source <(quern completion bash)",
            "zsh:  source <(quern completion zsh)",
            "fish: quern completion fish | source"
        })
public final class Completion implements Runnable {
    private final Session session;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
    String shell = "";

    public Completion(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        CommandLine root = Objects.requireNonNull(spec).root().commandLine();
        switch (shell) {
            // The script enables zsh's bashcompinit by itself.
            case "bash", "zsh" -> session.output().print(AutoComplete.bash("quern", root));
            case "fish" -> session.output().print(FishCompletion.script(root));
            default ->
                throw QuernException.invalid("'" + shell + "' is not a shell known here", "Use bash, zsh or fish.");
        }
    }
}
