package dev.quern.gateway.registry;

import java.util.Optional;

/** What a path below {@code /v2/} names; its parts are as sent, not checked. */
sealed interface Target {
    /** {@code /v2/}. */
    record Base() implements Target {}

    /** {@code /v2/_catalog}. */
    record Catalog() implements Target {}

    /** A path within a repository. */
    sealed interface Within extends Target {
        String repository();
    }

    /** {@code …/tags/list}. */
    record Tags(String repository) implements Within {}

    /** {@code …/manifests/REFERENCE}. */
    record Manifest(String repository, String reference) implements Within {}

    /** {@code …/blobs/DIGEST}. */
    record Blob(String repository, String digest) implements Within {}

    /** {@code …/blobs/uploads/}. */
    record NewUpload(String repository) implements Within {}

    /** {@code …/blobs/uploads/ID}. */
    record OpenUpload(String repository, String id) implements Within {}

    /** {@code …/referrers/DIGEST}. */
    record Referrers(String repository, String digest) implements Within {}

    /** @param path what follows {@code /v2}; names of repositories have slashes, so its end is what tells */
    static Optional<Target> parse(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return Optional.of(new Base());
        }
        if (path.equals("/_catalog")) {
            return Optional.of(new Catalog());
        }
        if (path.endsWith("/tags/list")) {
            return Optional.of(new Tags(path.substring(1, Math.max(1, path.length() - "/tags/list".length()))));
        }
        String trimmed = path.endsWith("/blobs/uploads/") ? path.substring(0, path.length() - 1) : path;
        if (trimmed.endsWith("/blobs/uploads")) {
            return before(trimmed, "/blobs/uploads").map(NewUpload::new);
        }
        int slash = path.lastIndexOf('/');
        String last = path.substring(slash + 1);
        String rest = path.substring(0, slash);
        if (rest.endsWith("/blobs/uploads")) {
            return before(rest, "/blobs/uploads").map(name -> new OpenUpload(name, last));
        }
        return before(rest, "/manifests")
                .<Target>map(name -> new Manifest(name, last))
                .or(() -> before(rest, "/blobs").map(name -> new Blob(name, last)))
                .or(() -> before(rest, "/referrers").map(name -> new Referrers(name, last)));
    }

    private static Optional<String> before(String path, String end) {
        return path.endsWith(end) && path.length() > end.length()
                ? Optional.of(path.substring(1, path.length() - end.length()))
                : Optional.empty();
    }
}
