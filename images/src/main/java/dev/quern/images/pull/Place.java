package dev.quern.images.pull;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an image is to be had.
 *
 * @param base scheme, host and port
 * @param authority what credentials are filed under
 * @param repository whole, as its path has it
 * @param reference a tag or a digest
 */
record Place(URI base, String authority, String repository, String reference) {
    static final String HUB = "docker.io";

    private static final Pattern NAME =
            Pattern.compile("(.+?)(?:@(sha256:[0-9a-f]{64})|:([A-Za-z0-9_][A-Za-z0-9_.-]*))?");
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1\\])(?::\\d{1,5})?");

    /**
     * The mirrors of the name's registry, then the registry itself.
     *
     * @param name a checked reference: {@code host/repository:tag}; what has no host is Docker's
     */
    static List<Place> of(String name, PullSettings settings) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        String registry = host ? first : HUB;
        String rest = host ? name.substring(slash + 1) : name;
        Matcher m = NAME.matcher(rest);
        if (!m.matches()) {
            throw new IllegalArgumentException(name);
        }
        String path = m.group(1);
        String repository = registry.equals(HUB) && !path.contains("/") ? "library/" + path : path;
        String reference = m.group(2) != null ? m.group(2) : m.group(3) != null ? m.group(3) : "latest";
        List<Place> places = new ArrayList<>();
        for (URI mirror : settings.mirrors().getOrDefault(registry, List.of())) {
            String prefix = mirror.getPath() == null ? "" : mirror.getPath().replaceFirst("^/", "");
            places.add(new Place(
                    mirror.resolve("/"),
                    mirror.getAuthority(),
                    prefix.isEmpty() ? repository : prefix + "/" + repository,
                    reference));
        }
        places.add(new Place(origin(registry), registry, repository, reference));
        return places;
    }

    /** On this machine plain HTTP reveals nothing. */
    private static URI origin(String registry) {
        if (registry.equals(HUB)) {
            return URI.create("https://registry-1.docker.io/");
        }
        return URI.create((LOOPBACK.matcher(registry).matches() ? "http://" : "https://") + registry + "/");
    }

    URI manifest(String digestOrTag) {
        return base.resolve("/v2/" + repository + "/manifests/" + digestOrTag);
    }

    URI blob(String digest) {
        return base.resolve("/v2/" + repository + "/blobs/" + digest);
    }
}
