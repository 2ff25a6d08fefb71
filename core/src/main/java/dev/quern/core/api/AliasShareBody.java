package dev.quern.core.api;

import dev.quern.core.function.AliasTarget;
import io.avaje.jsonb.Json;

/** The second version of an alias. @param weight percent of the calls that it gets, 0 to 100 */
@Json
public record AliasShareBody(int version, double weight) {
    public static AliasShareBody of(AliasTarget.Share share) {
        return new AliasShareBody(share.version(), share.percent());
    }

    public AliasTarget.Share toShare() {
        return new AliasTarget.Share(version, weight);
    }
}
