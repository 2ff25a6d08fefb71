package dev.quern.cli.call;

import dev.quern.cli.function.Routes;
import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Ref;
import dev.quern.core.value.Durations;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "call",
        description = {
            "Call a function, or look at calls (ls, get).",
            "stdin is the body, stdout the function's output."
        },
        footer = {
            "",
            "A function named like a verb is called as NAMESPACE/NAME.",
            "Exit codes: the function's own; 124 deadline; 125 platform error; 2 usage.",
            "Example: quern call thumbnail 200x200 --crop < in.jpg > out.jpg"
        })
public final class Call implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "REF", description = "[namespace/]name[:alias|@version]")
    String function = "";

    @Parameters(
            index = "1..*",
            paramLabel = "ARGS",
            description = "Arguments. Quern's own options end at the first, or at --.")
    List<String> arguments = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "30s",
            description = "Wait no longer; at most the function's own timeout.")
    @Nullable
    String timeout;

    @Mixin
    InputOption input = new InputOption();

    public Call(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (function.isEmpty()) {
            throw QuernException.invalid(
                    "call needs to know the function", "Write quern call REF; see 'quern function ls'.");
        }
        Ref ref = session.ref(function);
        Query query = Query.of(Routes.of(ref.function()) + "/calls");
        query.add("ref", ref.selector().toString());
        if (timeout != null) {
            query.add("timeout", Durations.format(Durations.parse(timeout)));
        }
        return new Exchange(session).run(query, arguments, input.body(session.shell()));
    }
}
