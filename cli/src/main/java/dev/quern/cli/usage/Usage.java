package dev.quern.cli.usage;

import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.http.Streams;
import dev.quern.cli.output.Format;
import dev.quern.cli.server.Api;
import dev.quern.cli.session.Session;
import dev.quern.core.api.UsageList;
import dev.quern.core.error.QuernException;
import dev.quern.core.usage.UsageBy;
import dev.quern.core.value.Durations;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "usage",
        description = {
            "What ran and what it used, by function, namespace or version.",
            "-o csv prints it with a line for each, for spreadsheets; on a terminal a plot of CPU time comes first."
        })
public final class Usage implements Runnable {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Session session;

    @Option(
            names = "--by",
            paramLabel = "function|namespace|version",
            description = "What is summed by (default ${DEFAULT-VALUE}).")
    String by = "function";

    @Option(names = "--since", paramLabel = "7d", description = "From so long ago to now (default ${DEFAULT-VALUE}).")
    String since = "7d";

    public Usage(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String sum = UsageBy.parse(by).wire();
        Duration span = Durations.parse(since);
        if (span.compareTo(MINUTE) < 0) {
            throw QuernException.invalid("Usage is kept by the minute", "Use --since 1m or more.");
        }
        Instant to = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(MINUTE);
        Query query = query(to, span).add("by", sum);
        if (session.output().format() == Format.csv) {
            csv(query);
            return;
        }
        UsageList usage = session.api().get(query.toString(), UsageList.class);
        if (session.output().format() == Format.json) {
            session.output().one(Views.USAGE, usage);
            return;
        }
        if (session.shell().errIsTerminal() && session.output().format() == Format.table) {
            plot(to, span);
        }
        session.output().list(Views.of(usage), usage.items());
    }

    private Query query(Instant to, Duration span) {
        return Query.of("/v1/usage")
                .add("namespace", session.namespace())
                .add("from", to.minus(span).truncatedTo(ChronoUnit.MINUTES).toString())
                .add("to", to.toString());
    }

    private void csv(Query query) {
        Request request = Request.of("GET", query.toString()).header("Accept", "text/csv");
        try (Response response = session.api().open(request)) {
            Api.succeed(response);
            Streams.copy(response.body(), session.shell().out());
        } catch (IOException e) {
            throw Api.broken(e);
        }
    }

    /** On stderr: it is for the eye, and stdout stays a table. */
    private void plot(Instant to, Duration span) {
        Plot plot = Plot.over(to.minus(span).truncatedTo(ChronoUnit.MINUTES), span);
        Query query = query(to, span).add("by", UsageBy.NAMESPACE.wire()).add("step", Durations.format(plot.step()));
        session.err()
                .println(plot.of(
                        session.api().get(query.toString(), UsageList.class).items()));
    }
}
