package dev.quern.cli.server;

import dev.quern.cli.http.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads listings page by page. */
public final class Paging {
    /** What the server gives at most in one page. */
    private static final int PAGE = 500;

    private Paging() {}

    /**
     * The first {@code most} items.
     *
     * @param query makes a new query with all filters
     */
    public static <P, T> List<T> list(
            Api api,
            Supplier<Query> query,
            int most,
            Class<P> page,
            Function<P, List<T>> items,
            Function<P, @Nullable String> next) {
        List<T> all = new ArrayList<>();
        String cursor = null;
        do {
            Query q = query.get().add("limit", Integer.toString(Math.min(PAGE, most - all.size())));
            if (cursor != null) {
                q.add("cursor", cursor);
            }
            P answer = api.get(q.toString(), page);
            all.addAll(items.apply(answer));
            cursor = items.apply(answer).isEmpty() ? null : next.apply(answer);
        } while (cursor != null && all.size() < most);
        return all.size() > most ? all.subList(0, most) : all;
    }
}
