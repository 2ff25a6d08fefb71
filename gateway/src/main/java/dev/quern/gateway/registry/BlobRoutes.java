package dev.quern.gateway.registry;

import dev.quern.objects.StoredObject;
import dev.quern.registry.BlobDigest;
import dev.quern.registry.Registry;
import dev.quern.registry.RepositoryName;
import dev.quern.store.registry.Repository;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code …/blobs/DIGEST}. */
final class BlobRoutes {
    private final Registry registry;

    BlobRoutes(Registry registry) {
        this.registry = registry;
    }

    Reply serve(RepositoryName name, String digest, RegistryExchange x) throws IOException {
        if (!BlobDigest.isDigest(digest)) {
            return Reply.error(Code.DIGEST_INVALID, BlobDigest.HELP);
        }
        Optional<Repository> repository = registry.rows().repositories().find(name.text());
        if (repository.isEmpty()) {
            return Routes.unknownRepository();
        }
        return switch (x.method()) {
            case "GET", "HEAD" -> get(repository.get(), digest, x);
            case "DELETE" -> delete(repository.get(), digest);
            default -> Routes.notAllowed(x);
        };
    }

    private Reply get(Repository repository, String digest, RegistryExchange x) throws IOException {
        Optional<Long> size = registry.rows().blobs().size(repository.id(), digest);
        // Also of a database that is older than the object store: a client pushes again what is not there.
        if (size.isEmpty() || !registry.bytes().has(digest, size.get())) {
            return unknown();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/octet-stream");
        headers.put("Docker-Content-Digest", digest);
        headers.put("ETag", "\"" + digest + "\"");
        headers.put("Accept-Ranges", "bytes");
        headers.put("Cache-Control", "private, max-age=31536000, immutable");
        if (x.isHead()) {
            headers.put("Content-Length", Long.toString(size.get()));
            return new Reply(200, headers, new Reply.Body.None());
        }
        ByteRange range = ByteRange.of(x.header("Range"), size.get());
        return switch (range) {
            case ByteRange.Outside _ ->
                Reply.error(416, Code.SIZE_INVALID, "The blob has " + size.get() + " bytes")
                        .with("Content-Range", "bytes */" + size.get());
            case ByteRange.Whole _ -> stored(digest, 200, headers, 0, size.get());
            case ByteRange.Part(long from, long length) -> {
                headers.put("Content-Range", "bytes " + from + "-" + (from + length - 1) + "/" + size.get());
                yield stored(digest, 206, headers, from, length);
            }
        };
    }

    private Reply stored(String digest, int status, Map<String, String> headers, long from, long length)
            throws IOException {
        Optional<StoredObject> object = registry.bytes().open(digest);
        return object.map(found -> new Reply(status, headers, new Reply.Body.Stored(found, from, length)))
                .orElseGet(BlobRoutes::unknown);
    }

    private Reply delete(Repository repository, String digest) {
        return switch (registry.rows().blobs().unlink(repository.id(), digest)) {
            case DONE -> Reply.of(202);
            case ABSENT -> unknown();
            case IN_USE ->
                Reply.error(Code.UNSUPPORTED, "A manifest of the repository names this blob; delete the manifest");
        };
    }

    private static Reply unknown() {
        return Reply.error(Code.BLOB_UNKNOWN, "There is no such blob in this repository");
    }
}
