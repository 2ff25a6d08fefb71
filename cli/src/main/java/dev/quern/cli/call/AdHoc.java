package dev.quern.cli.call;

import dev.quern.cli.http.Query;
import dev.quern.core.value.DataSize;
import dev.quern.core.value.Durations;
import org.jspecify.annotations.Nullable;

/** How an image is run that no function configures. */
public final class AdHoc {
    private AdHoc() {}

    /** Adds what was said to the query, checked. */
    public static Query add(Query query, @Nullable String timeout, @Nullable String memory, @Nullable String runtime) {
        if (timeout != null) {
            query.add("timeout", Durations.format(Durations.parse(timeout)));
        }
        if (memory != null) {
            query.add("memory", DataSize.parse(memory).toString());
        }
        if (runtime != null) {
            query.add("runtime", runtime);
        }
        return query;
    }
}
