package dev.quern.cli.usage;

import dev.quern.cli.output.Show;
import dev.quern.cli.output.View;
import dev.quern.core.api.UsageBody;
import dev.quern.core.api.UsageList;
import java.util.Locale;
import java.util.Objects;

/** How usage is listed. */
final class Views {
    static final View<UsageList> USAGE = View.of(UsageList.class, UsageList::by);

    private Views() {}

    /** The cost is a column only where there are prices. */
    static View<UsageBody> of(UsageList usage) {
        View<UsageBody> view = View.of(UsageBody.class, Views::name)
                .column(usage.by().toUpperCase(Locale.ROOT), Views::name)
                .column("EXECUTIONS", u -> Long.toString(u.executions()))
                .column("CPU", u -> seconds(u.cpuMillis()))
                .column("WALL", u -> seconds(u.wallMillis()))
                .column("MEMORY", u -> Show.size(u.peakMemoryBytes()))
                .column("IN", u -> Show.size(u.bytesIn()))
                .column("OUT", u -> Show.size(u.bytesOut()));
        return usage.items().stream().allMatch(u -> u.cost() == null)
                ? view
                : view.column(
                        "COST", u -> String.format(Locale.ROOT, "%.4f", Objects.requireNonNullElse(u.cost(), 0.0)));
    }

    private static String name(UsageBody usage) {
        String version = usage.version() == 0 ? "" : "@" + usage.version();
        return usage.function() == null ? usage.namespace() : usage.namespace() + "/" + usage.function() + version;
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }
}
