package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.api.ScaleBody;
import dev.quern.core.api.ScalePut;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Ref;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "scale",
        description = {
            "Give a version an absolute number of instances, or of ready sandboxes.",
            "A server with 0 refuses its calls until it is given some again."
        })
public final class FunctionScale implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "REF", description = "[namespace/]name[:alias|@version]")
    String ref = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "0 to the version's --max.")
    @Nullable
    Integer instances;

    @Option(names = "--auto", description = "Their number follows use again, from --min to --max.")
    boolean auto;

    public FunctionScale(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (auto == (instances != null)) {
            throw QuernException.invalid("scale takes a number or --auto", "Write 'quern function scale REF 3'.");
        }
        Ref name = session.ref(ref);
        ScalePut put = new ScalePut(name.selector().toString(), instances);
        ScaleBody body = session.api().send("PUT", Routes.of(name.function()) + "/scale", put, ScaleBody.class);
        String expected = body.set() == null
                ? "as many as calls need, at least " + body.expected()
                : Integer.toString(body.expected());
        session.output()
                .done(
                        Views.SCALE,
                        body,
                        name.function() + "@" + body.version() + ": expected " + expected + ", actual "
                                + body.actual());
    }
}
