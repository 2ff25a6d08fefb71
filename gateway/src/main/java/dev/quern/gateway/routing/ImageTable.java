package dev.quern.gateway.routing;

import dev.quern.store.image.ImageName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names images go by, by namespace; immutable. */
final class ImageTable {
    static final ImageTable EMPTY = new ImageTable(List.of());

    /** A digest or its beginning: at least 6 of its 64 digits. */
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{6,64}");

    /** What engines put before the names their users type. */
    private static final List<String> PREFIXES = List.of("", "docker.io/library/", "docker.io/", "localhost/");

    private final Map<String, Map<String, String>> digestByName = new HashMap<>();

    ImageTable(List<ImageName> names) {
        for (ImageName name : names) {
            digestByName.computeIfAbsent(name.namespace(), _ -> new HashMap<>()).put(name.name(), name.digest());
        }
    }

    static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    Optional<String> named(String namespace, String name) {
        Map<String, String> digests = digestByName.getOrDefault(namespace, Map.of());
        return spellings(name).stream()
                .map(digests::get)
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }

    /** All digests of the namespace that begin so. */
    Set<String> beginning(String namespace, String prefix) {
        Set<String> found =
                new TreeSet<>(digestByName.getOrDefault(namespace, Map.of()).values());
        found.removeIf(digest -> !digest.startsWith(prefix));
        return found;
    }

    /** The name as it is first, then with the tag and the registry one leaves out. */
    private static List<String> spellings(String name) {
        boolean tagged = name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
        List<String> all = new ArrayList<>();
        for (String prefix : PREFIXES) {
            all.add(prefix + name);
            if (!tagged) {
                all.add(prefix + name + ":latest");
            }
        }
        return all;
    }
}
