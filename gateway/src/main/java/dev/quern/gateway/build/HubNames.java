package dev.quern.gateway.build;

/** Images' names as people write them, with what they leave out (the reference grammar of github.com/distribution/reference). */
final class HubNames {
    static final String HUB = "docker.io";

    private HubNames() {}

    /**
     * The name with its registry and a tag.
     *
     * @param hub asked for images of docker.io, which is what a name without a registry means
     */
    static String qualified(String name, String hub) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
        String full = registry && !first.equals(HUB)
                ? name
                : hub + "/" + withLibrary(registry ? name.substring(slash + 1) : name);
        boolean tagged = full.indexOf(':', full.lastIndexOf('/') + 1) >= 0 || full.contains("@");
        return tagged ? full : full + ":latest";
    }

    /** Docker's own images have no user in front. */
    private static String withLibrary(String name) {
        return name.contains("/") ? name : "library/" + name;
    }
}
