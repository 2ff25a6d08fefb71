package dev.quern.gateway.metric;

import dev.quern.core.access.Role;
import dev.quern.core.metric.CallMeters;
import dev.quern.core.metric.VersionFigures;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.node.Node;
import dev.quern.node.VersionLoad;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /metrics}: calls by function and version since this process began, and what stands ready for them. A key
 * sees what it may read: an admin's all, a developer's its namespace. At most {@link #MOST} versions, those called last;
 * how many are left out is a metric too.
 */
public final class MetricRoutes {
    private static final int MOST = 300;

    private final Node node;

    public MetricRoutes(Node node) {
        this.node = node;
    }

    public List<Route> routes() {
        return List.of(new Route("GET", "/metrics", this::metrics));
    }

    private void metrics(Exchange x) {
        x.require(Role.DEVELOPER, x.principal().namespace());
        List<CallMeters.Key> seen = node.meters().latest().stream()
                .filter(key -> x.principal().may(Role.DEVELOPER, key.function().namespace()))
                .toList();
        Map<String, VersionFigures> figures = new LinkedHashMap<>();
        Map<String, VersionLoad> loads = new LinkedHashMap<>();
        for (CallMeters.Key key : seen.subList(0, Math.min(MOST, seen.size()))) {
            String labels = labels(key);
            figures.put(labels, node.meters().of(key.function(), key.version()));
            VersionLoad load = node.versions(key.function()).get(key.version());
            loads.put(labels, load == null ? VersionLoad.NONE : load);
        }
        Exposition out = new Exposition()
                .values(
                        "quern_call_errors_total",
                        "counter",
                        "Calls that failed by the function's fault.",
                        figures,
                        VersionFigures::errors)
                .histograms(
                        "quern_call_queue_seconds",
                        "What calls waited for a place or an instance.",
                        figures,
                        VersionFigures::queue)
                .histograms(
                        "quern_call_start_seconds",
                        "What getting a sandbox ready took.",
                        figures,
                        VersionFigures::start)
                .histograms("quern_call_run_seconds", "Time in the function.", figures, VersionFigures::run)
                .values("quern_sandboxes_ready", "gauge", "Sandboxes or idle instances.", loads, VersionLoad::ready)
                .values("quern_sandboxes_starting", "gauge", "Those being made.", loads, VersionLoad::starting)
                .values("quern_sandboxes_busy", "gauge", "Those with calls.", loads, VersionLoad::busy)
                .values("quern_calls_waiting", "gauge", "Calls that wait.", loads, VersionLoad::waiting)
                .values(
                        "quern_versions_left_out",
                        "gauge",
                        "Versions with calls that are not shown here.",
                        Map.of("", Math.max(0, seen.size() - MOST)),
                        n -> n)
                .values(
                        "process_start_time_seconds",
                        "gauge",
                        "When this process began, since 1970.",
                        Map.of("", ManagementFactory.getRuntimeMXBean().getStartTime() / 1000),
                        n -> n);
        x.answer(200, Exposition.CONTENT_TYPE, out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String labels(CallMeters.Key key) {
        return "namespace=\"" + key.function().namespace() + "\",function=\""
                + key.function().name() + "\",version=\"" + key.version() + "\"";
    }
}
