package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.Query;
import dev.quern.gateway.s3.S3Code;

/** Objects have one version, {@code null}, as in a bucket of Amazon's without versioning. */
public final class Versions {
    private Versions() {}

    /** @throws dev.quern.gateway.s3.S3Exception NoSuchVersion for any other */
    public static void refuse(Query query) {
        refuse(query.get("versionId").orElse("null"));
    }

    static void refuse(String version) {
        if (!version.equals("null") && !version.isEmpty()) {
            throw S3Code.NoSuchVersion.error();
        }
    }
}
