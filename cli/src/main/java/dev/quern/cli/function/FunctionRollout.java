package dev.quern.cli.function;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import dev.quern.core.api.RolloutBody;
import dev.quern.core.api.RolloutPage;
import dev.quern.core.api.RolloutPut;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Ref;
import dev.quern.core.value.Durations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollout",
        description = {
            "Have a version take over step by step, and back by itself when it is worse.",
            "Without --to, show the latest rollout."
        },
        footer = {
            "",
            "Example: quern function rollout shop --to 8 --steps 5,25,50,100 --every 2m --abort-on error-rate>1%%,p99>2x"
        })
public final class FunctionRollout implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "REF", description = "[namespace/]name[:alias], live if no alias is named")
    String ref = "";

    @Option(names = "--to", paramLabel = "VERSION", description = "The version that is to take over.")
    @Nullable
    Integer to;

    @Option(
            names = "--steps",
            paramLabel = "5,25,50,100",
            split = ",",
            description = "Percent of the calls, rising to 100.")
    @Nullable
    List<Double> steps;

    @Option(names = "--every", paramLabel = "2m", description = "How long a step lasts at least.")
    @Nullable
    String every;

    @Option(
            names = "--abort-on",
            paramLabel = "RULE,…",
            description = "error-rate>1%%, error-rate>2x, p99>2x or p99>300ms; '' for nothing.")
    @Nullable
    String abortOn;

    @Option(
            names = "--min-calls",
            paramLabel = "50",
            description = "Calls of the new version before a step is left; 0 for none.")
    @Nullable
    Integer minCalls;

    @Option(names = "--abort", description = "End the one that runs; the older version gets all calls again.")
    boolean abort;

    @Option(names = "--list", description = "List all rollouts of the function.")
    boolean list;

    public FunctionRollout(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Ref alias = session.ref(ref);
        FunctionName function = alias.function();
        String route = Routes.of(function) + "/rollouts";
        if (to != null) {
            RolloutPut put = new RolloutPut(
                    Routes.aliasName(alias),
                    to,
                    steps,
                    every == null ? null : Durations.parse(every).toMillis(),
                    abortOn == null ? null : List.of(abortOn),
                    minCalls);
            RolloutBody begun = session.api().send("POST", route, put, RolloutBody.class);
            session.output()
                    .done(
                            Views.ROLLOUT,
                            begun,
                            alias + " gives " + Views.plain(begun.weight()) + "% of its calls to version " + begun.to()
                                    + " now; see 'quern function rollout " + function + "'");
            return;
        }
        List<RolloutBody> all = session.api()
                .get(Query.of(route).add("limit", "1000").toString(), RolloutPage.class)
                .items();
        if (list) {
            session.output().list(Views.ROLLOUT, all);
            return;
        }
        RolloutBody latest = all.stream()
                .filter(rollout -> rollout.alias().equals(Routes.aliasName(alias)))
                .findFirst()
                .orElseThrow(() -> new QuernException(
                        ErrorCode.NOT_FOUND, "There has been no rollout of " + alias, "Begin one with --to VERSION."));
        if (abort) {
            RolloutBody ended = session.api().send("POST", route + "/" + latest.id() + "/abort", RolloutBody.class);
            session.output().done(Views.ROLLOUT, ended, alias + " is version " + ended.from() + " alone again");
            return;
        }
        session.output().one(Views.ROLLOUT, latest);
    }
}
