package dev.quern.cli.call;

import dev.quern.cli.function.Routes;
import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Ref;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "Example: quern call thumbnail -- 200x200 --crop < in.jpg > out.jpg"
        })
public final class Call implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "REF", description = "[namespace/]name[:alias|@version]")
    String function = "";

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "Arguments; those that start with - come after --.")
    List<String> arguments = List.of();

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
        return new Exchange(session).run(query, arguments, input.body(session.shell()));
    }
}
