package dev.quern.cli.task;

import dev.quern.cli.call.Arguments;
import dev.quern.cli.call.InputOption;
import dev.quern.cli.function.Routes;
import dev.quern.cli.http.Body;
import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.image.FileBody;
import dev.quern.cli.output.Format;
import dev.quern.cli.server.Api;
import dev.quern.cli.session.Session;
import dev.quern.core.api.TaskStateBody;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Ref;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "submit",
        description = {
            "Submit a durable task: once its id is printed it will be done.",
            "stdin is its input. --image NAME submits an image instead of a function."
        },
        footer = {
            "",
            "Exit codes with --wait: the function's own; 124 deadline; 125 platform error; 2 usage.",
            "Example: quern submit thumbnail --wait 200x200 < in.jpg > out.jpg",
            "Example: quern submit resize --batch tasks.ndjson"
        })
public final class Submit implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "REF", description = "[namespace/]name[:alias|@version]")
    @Nullable
    String function;

    @Parameters(
            index = "1..*",
            paramLabel = "ARGS",
            description = "Arguments. Quern's own options end at the first, or at --.")
    List<String> arguments = List.of();

    @Option(names = "--input", paramLabel = "FILE", description = "The input, instead of stdin.")
    @Nullable
    Path file;

    @Option(names = "--wait", description = "Wait for the end, then print the result.")
    boolean wait;

    @Option(
            names = "--batch",
            paramLabel = "FILE|-",
            description =
                    "Many tasks, one a line: {\"input\":\"…\",\"args\":[…],\"orderKey\":\"…\",…}; prints an id a line.")
    @Nullable
    String batch;

    @Mixin
    SubmitOptions options = new SubmitOptions();

    @Mixin
    ImageOptions image = new ImageOptions();

    @Mixin
    InputOption stdin = new InputOption();

    public Submit(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (batch != null) {
            return new Batch(session).run(batchQuery(), batchBody(batch));
        }
        TaskStateBody task = submit(query(), image.image == null ? arguments : allArguments());
        session.verbose("task: " + task.id());
        if (wait) {
            return new Waiting(session).result(task.id());
        }
        if (session.output().format() == Format.json) {
            session.output().one(Views.STATE, task);
        } else {
            session.output().line(task.id());
        }
        return 0;
    }

    private TaskStateBody submit(Query query, List<String> passed) {
        options.add(query);
        Request request = options.withKey(
                Request.of("POST", query.toString()).body(body()).patient());
        if (!passed.isEmpty()) {
            request = request.header("Quern-Args", Arguments.header(passed));
        }
        try (Response response = session.api().open(request)) {
            Api.succeed(response);
            return Api.read(response, TaskStateBody.class);
        }
    }

    private Query query() {
        if (image.image != null) {
            return image.query(session.namespace(), image.image);
        }
        image.requireNone();
        return functionQuery("/tasks");
    }

    private Query functionQuery(String route) {
        if (function == null) {
            throw QuernException.invalid(
                    "submit needs to know the function",
                    "Write quern submit REF, or quern submit --image NAME; see 'quern function ls'.");
        }
        Ref ref = session.ref(function);
        return Query.of(Routes.of(ref.function()) + route)
                .add("ref", ref.selector().toString());
    }

    private Query batchQuery() {
        if (wait || image.image != null || file != null || !arguments.isEmpty() || options.isAny()) {
            throw QuernException.invalid(
                    "With --batch every line says for itself how its task is run",
                    "Write orderKey, idempotencyKey, delay, tier, maxAge, retries and callback into the lines.");
        }
        image.requireNone();
        return functionQuery("/tasks/batch");
    }

    private Body batchBody(String from) {
        return from.equals("-") ? Body.of(session.shell().in()) : content(Path.of(from));
    }

    private Body body() {
        return file == null ? stdin.body(session.shell()) : content(file);
    }

    private static Body content(Path path) {
        return path.toFile().isFile() && path.toFile().length() == 0 ? Body.NONE : new FileBody(path);
    }

    private List<String> allArguments() {
        List<String> all = new ArrayList<>();
        if (function != null) {
            all.add(function);
        }
        all.addAll(arguments);
        return all;
    }
}
