package dev.quern.gateway.usage;

import dev.quern.core.access.Role;
import dev.quern.core.api.UsageBody;
import dev.quern.core.api.UsageList;
import dev.quern.core.error.QuernException;
import dev.quern.core.usage.Usage;
import dev.quern.core.usage.UsageBy;
import dev.quern.core.value.Durations;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.Access;
import dev.quern.store.usage.UsageMinutes;
import dev.quern.store.usage.UsageQuery;
import dev.quern.store.usage.UsageSum;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/usage}: what ran, in sums, and what it costs. */
public final class UsageRoutes {
    private static final JsonType<UsageList> LIST = Jsonb.instance().type(UsageList.class);
    private static final Duration USUAL = Duration.ofDays(1);
    /** Steps in one answer: finer plots nobody reads. */
    private static final int MOST_STEPS = 1_000;

    private static final double MICROS = 1000.0;
    private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000);

    private final UsageMinutes usage;
    private final Optional<BigDecimal> price;

    /** @param price of a CPU second, in whatever the operator bills in */
    public UsageRoutes(UsageMinutes usage, Optional<BigDecimal> price) {
        this.usage = usage;
        this.price = price;
    }

    public List<Route> routes() {
        return List.of(new Route("GET", "/v1/usage", this::list));
    }

    private void list(Exchange x) {
        UsageQuery query = query(x);
        List<UsageBody> items = usage.list(query).stream().map(this::body).toList();
        String accept = x.request().getHeaders().get(HttpHeader.ACCEPT);
        if (accept != null && accept.contains("text/csv")) {
            x.answer(200, "text/csv; charset=utf-8", UsageCsv.of(items).getBytes(StandardCharsets.UTF_8));
        } else {
            x.answer(
                    200,
                    LIST,
                    new UsageList(
                            query.from().toString(),
                            query.to().toString(),
                            query.by().wire(),
                            query.step().map(Duration::toMillis).orElse(null),
                            items));
        }
    }

    private static UsageQuery query(Exchange x) {
        Optional<String> scope = Access.scope(x.principal(), Role.DEVELOPER, x.query("namespace"));
        // A minute that has begun counts whole.
        Instant to = x.instant("to")
                .orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(60));
        Instant from = x.instant("from").orElse(to.minus(USUAL));
        Optional<Duration> step = x.query("step").map(Durations::parse);
        if (!from.isBefore(to)) {
            throw QuernException.invalid("from must be before to");
        }
        UsageBy by = x.query("by").map(UsageBy::parse).orElse(UsageBy.FUNCTION);
        UsageQuery query = new UsageQuery(by, from, to, scope, step);
        if (step.isPresent() && Duration.between(from, to).dividedBy(step.get()) > MOST_STEPS) {
            throw QuernException.invalid("That are more than " + MOST_STEPS + " steps", "Use a wider step.");
        }
        return query;
    }

    private UsageBody body(UsageSum sum) {
        Usage used = sum.usage();
        return new UsageBody(
                sum.from().toString(),
                sum.namespace(),
                sum.function().isEmpty() ? null : sum.function(),
                sum.version(),
                sum.executions(),
                used.cpuMicros() / MICROS,
                used.wallMicros() / MICROS,
                used.peakMemoryBytes(),
                used.bytesIn(),
                used.bytesOut(),
                cost(used));
    }

    private @Nullable Double cost(Usage used) {
        return price.isEmpty()
                ? null
                : BigDecimal.valueOf(used.cpuMicros())
                        .multiply(price.get())
                        .divide(SECOND, MathContext.DECIMAL64)
                        .doubleValue();
    }
}
