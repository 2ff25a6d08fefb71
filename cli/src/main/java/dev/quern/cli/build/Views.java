package dev.quern.cli.build;

import dev.quern.cli.output.Show;
import dev.quern.cli.output.View;
import dev.quern.core.api.BuildBody;

/** How builds are listed. */
final class Views {
    static final View<BuildBody> BUILD = View.of(BuildBody.class, BuildBody::id)
            .column("BUILD", BuildBody::id)
            .column("NAME", BuildBody::name)
            .column("STATE", BuildBody::state)
            .column("BASE", b -> b.base() == null ? "-" : b.base())
            .column("IMAGE", b -> b.imageDigest() == null ? "-" : Show.digest(b.imageDigest()))
            .column("CREATED", b -> Show.time(b.createdAt()));

    private Views() {}
}
