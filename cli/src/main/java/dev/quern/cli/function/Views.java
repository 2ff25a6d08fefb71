package dev.quern.cli.function;

import dev.quern.cli.output.Show;
import dev.quern.cli.output.View;
import dev.quern.core.api.AliasBody;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.RetryPolicyBody;
import dev.quern.core.api.VersionBody;

/** How functions, versions and aliases are listed. */
final class Views {
    static final View<FunctionBody> FUNCTION = View.of(FunctionBody.class, f -> f.namespace() + "/" + f.name())
            .column("FUNCTION", f -> f.namespace() + "/" + f.name())
            .column("MODE", FunctionBody::mode)
            .column("LIVE", f -> f.live() == null ? "-" : "@" + f.live().version())
            .column("STATE", FunctionBody::state)
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
            .column("VERSION", a -> "@" + a.version())
            .column("UPDATED", a -> Show.time(a.updatedAt()));

    static final View<RetryPolicyBody> POLICY = View.of(RetryPolicyBody.class, _ -> "policy");

    private Views() {}
}
