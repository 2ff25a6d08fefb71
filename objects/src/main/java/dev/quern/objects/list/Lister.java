package dev.quern.objects.list;

import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One page of a listing with a delimiter, over an index of keys.
 *
 * <p>Keys with a common prefix are not read one by one: once the first is seen, reading goes on behind the last key
 * that could have that prefix (a skip scan). So a page costs as many reads as it has prefixes, however many keys are
 * below them. After a skip little is read at a time, more the longer no other skip comes.
 */
public final class Lister {
    private static final int AFTER_SKIP = 8;

    private final Index index;
    private final String prefix;
    private final String delimiter;
    private final int limit;
    private final List<ObjectInfo> objects = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private String last = "";

    /** Keys in order. */
    @FunctionalInterface
    public interface Index {
        /**
         * The next keys.
         *
         * @param from where to begin
         * @param inclusive whether {@code from} itself is meant
         * @param before the first key that is too far; empty for none
         */
        List<ObjectInfo> read(String from, boolean inclusive, Optional<String> before, int limit);
    }

    private Lister(Index index, String prefix, String delimiter, int limit) {
        this.index = index;
        this.prefix = prefix;
        this.delimiter = delimiter;
        this.limit = limit;
    }

    /** See {@link dev.quern.objects.ObjectStore#list}. */
    public static ObjectPage list(Index index, String prefix, String delimiter, String after, int limit) {
        return new Lister(index, prefix, delimiter, limit).page(after);
    }

    private ObjectPage page(String after) {
        Optional<String> end = Keys.behind(prefix);
        Optional<String> group = Keys.compare(after, prefix) > 0 ? group(after) : Optional.empty();
        boolean inclusive = group.isPresent() || Keys.compare(prefix, after) > 0;
        Optional<String> from = group.isPresent() ? Keys.behind(group.get()) : Optional.of(inclusive ? prefix : after);
        int chunk = limit + 1;
        while (from.isPresent()) {
            List<ObjectInfo> read = index.read(from.get(), inclusive, end, chunk);
            Optional<String> skip = Optional.empty();
            for (ObjectInfo next : read) {
                String key = next.name().key();
                if (skip.isPresent() && Keys.compare(key, skip.get()) < 0) {
                    continue;
                }
                if (objects.size() + prefixes.size() == limit) {
                    return new ObjectPage(objects, prefixes, Optional.of(last));
                }
                Optional<String> common = group(key);
                skip = common.flatMap(Keys::behind);
                if (common.isPresent()) {
                    prefixes.add(common.get());
                    last = common.get();
                    if (skip.isEmpty()) {
                        return new ObjectPage(objects, prefixes, Optional.empty());
                    }
                } else {
                    objects.add(next);
                    last = key;
                }
            }
            if (read.size() < chunk) {
                return new ObjectPage(objects, prefixes, Optional.empty());
            }
            chunk = skip.isPresent() ? AFTER_SKIP : Math.min(limit + 1, chunk * 2);
            inclusive = skip.isPresent();
            from = skip.or(() -> Optional.of(read.getLast().name().key()));
        }
        return new ObjectPage(objects, prefixes, Optional.empty());
    }

    /** What a key has in common with others up to the first delimiter behind the prefix. */
    private Optional<String> group(String key) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return Optional.empty();
        }
        int found = key.indexOf(delimiter, prefix.length());
        return found < 0 ? Optional.empty() : Optional.of(key.substring(0, found + delimiter.length()));
    }
}
