package dev.quern.cli.function;

import dev.quern.cli.output.Show;
import dev.quern.cli.output.View;
import dev.quern.core.api.AliasBody;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.RetryPolicyBody;
import dev.quern.core.api.RolloutBody;
import dev.quern.core.api.ScaleBody;
import dev.quern.core.api.VersionBody;
import java.math.BigDecimal;

/** How functions, versions and aliases are listed. */
final class Views {
    static final View<FunctionBody> FUNCTION = View.of(FunctionBody.class, f -> f.namespace() + "/" + f.name())
            .column("FUNCTION", f -> f.namespace() + "/" + f.name())
            .column("MODE", FunctionBody::mode)
            .column("LIVE", f -> f.live() == null ? "-" : "@" + f.live().version())
            .column("STATE", FunctionBody::state)
            .column(
                    "INSTANCES",
                    f -> f.scale() == null
                            ? "-"
                            : f.scale().actual() + "/" + f.scale().expected())
            .column("IMAGE", f -> f.live() == null ? "-" : f.live().imageName())
            .column("VERSIONS", f -> Integer.toString(f.versions()))
            .column("CREATED", f -> Show.time(f.createdAt()));

    static final View<VersionBody> VERSION = View.of(
                    VersionBody.class, v -> v.namespace() + "/" + v.function() + "@" + v.version())
            .column("VERSION", v -> "@" + v.version())
            .column("IMAGE", VersionBody::imageName)
            .column("DIGEST", v -> Show.digest(v.imageDigest()))
            .column("FRESH", v -> v.config().fresh())
            .column("MEMORY", v -> Show.size(v.config().memoryBytes()))
            .column("CREATED", v -> Show.time(v.createdAt()));

    static final View<AliasBody> ALIAS = View.of(AliasBody.class, AliasBody::alias)
            .column("ALIAS", AliasBody::alias)
            .column("VERSION", a -> "@" + target(a))
            .column("STICKY", a -> a.stickyHeader() == null ? "-" : a.stickyHeader())
            .column("UPDATED", a -> Show.time(a.updatedAt()));

    static final View<RetryPolicyBody> POLICY = View.of(RetryPolicyBody.class, _ -> "policy");

    static final View<ScaleBody> SCALE = View.of(ScaleBody.class, s -> "@" + s.version());

    static final View<RolloutBody> ROLLOUT = View.of(RolloutBody.class, RolloutBody::id)
            .column("ID", RolloutBody::id)
            .column("ALIAS", RolloutBody::alias)
            .column("FROM", r -> "@" + r.from())
            .column("TO", r -> "@" + r.to())
            .column("STATE", RolloutBody::state)
            .column("WEIGHT", r -> plain(r.weight()) + "%")
            .column("STARTED", r -> Show.time(r.startedAt()))
            .column("NOTE", RolloutBody::note);

    private Views() {}

    /** {@code 7, with 10% to 8}. */
    static String target(AliasBody a) {
        return a.other() == null
                ? Integer.toString(a.version())
                : a.version() + ", with " + plain(a.other().weight()) + "% to "
                        + a.other().version();
    }

    static String plain(double percent) {
        return BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString();
    }
}
