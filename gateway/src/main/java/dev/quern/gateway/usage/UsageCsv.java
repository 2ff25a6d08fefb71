package dev.quern.gateway.usage;

import dev.quern.core.api.UsageBody;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Usage as comma-separated values (RFC 4180). No cell needs quotes: names hold letters, digits and hyphens. */
final class UsageCsv {
    private static final String TITLES = "from,namespace,function,version,executions,cpu_millis,wall_millis,"
            + "peak_memory_bytes,bytes_in,bytes_out,cost\r\n";

    private UsageCsv() {}

    static String of(List<UsageBody> items) {
        StringBuilder out = new StringBuilder(TITLES);
        for (UsageBody u : items) {
            out.append(String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%d,%d,%.3f,%.3f,%d,%d,%d,%s\r\n",
                    u.from(),
                    u.namespace(),
                    Objects.requireNonNullElse(u.function(), ""),
                    u.version(),
                    u.executions(),
                    u.cpuMillis(),
                    u.wallMillis(),
                    u.peakMemoryBytes(),
                    u.bytesIn(),
                    u.bytesOut(),
                    u.cost() == null ? "" : u.cost().toString()));
        }
        return out.toString();
    }
}
