package dev.quern.gateway.registry;

import dev.quern.registry.Manifests;
import dev.quern.registry.Reference;
import dev.quern.registry.Registry;
import dev.quern.registry.RepositoryName;
import dev.quern.store.registry.ManifestEntry;
import dev.quern.store.registry.Repository;
import dev.quern.store.registry.StoredManifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code …/manifests/REFERENCE}. */
final class ManifestRoutes {
    private final Registry registry;
    private final Runnable onChange;

    ManifestRoutes(Registry registry, Runnable onChange) {
        this.registry = registry;
        this.onChange = onChange;
    }

    Reply serve(RepositoryName name, String text, RegistryExchange x) throws IOException {
        Optional<Reference> reference = Reference.parse(text);
        if (reference.isEmpty()) {
            return x.method().equals("PUT")
                    ? Reply.error(Code.MANIFEST_INVALID, "This is neither a tag nor a digest")
                    : unknown();
        }
        if (x.method().equals("PUT")) {
            return put(registry.rows().repositories().open(name.namespace(), name.text()), reference.get(), x);
        }
        Optional<Repository> repository = registry.rows().repositories().find(name.text());
        if (repository.isEmpty()) {
            return Routes.unknownRepository();
        }
        return switch (x.method()) {
            case "GET", "HEAD" -> get(repository.get(), reference.get(), x);
            case "DELETE" -> registry.manifests().delete(repository.get(), reference.get()) ? Reply.of(202) : unknown();
            default -> Routes.notAllowed(x);
        };
    }

    private Reply get(Repository repository, Reference reference, RegistryExchange x) throws IOException {
        Optional<ManifestEntry> found = registry.manifests().find(repository, reference);
        if (found.isEmpty()) {
            return unknown();
        }
        ManifestEntry manifest = found.get();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", manifest.mediaType());
        headers.put("Docker-Content-Digest", manifest.digest());
        headers.put("ETag", "\"" + manifest.digest() + "\"");
        if (x.isHead()) {
            headers.put("Content-Length", Long.toString(manifest.size()));
            return new Reply(200, headers, new Reply.Body.None());
        }
        return registry.manifests()
                .bytes(manifest.digest())
                .map(bytes -> new Reply(200, headers, new Reply.Body.Document(bytes)))
                .orElseGet(ManifestRoutes::unknown);
    }

    private Reply delete(Repository repository, Reference reference) {
        boolean gone = registry.manifests().delete(repository, reference);
        onChange.run();
        return gone ? Reply.of(202) : unknown();
    }

    private Reply put(Repository repository, Reference reference, RegistryExchange x) throws IOException {
        Optional<byte[]> json = body(x);
        if (json.isEmpty()) {
            return Reply.error(413, Code.MANIFEST_INVALID, "A manifest has at most " + Manifests.MOST_BYTES + " bytes");
        }
        return switch (registry.manifests().put(repository, reference, x.header("Content-Type"), json.get())) {
            case Manifests.Put.Stored(StoredManifest manifest) -> stored(repository, manifest);
            case Manifests.Put.Differs(String actual) ->
                Reply.error(Code.DIGEST_INVALID, "The manifest's digest is " + actual);
            case Manifests.Put.Missing(var digests) ->
                Reply.error(
                        Code.MANIFEST_BLOB_UNKNOWN,
                        "The repository has not " + digests.getFirst()
                                + (digests.size() > 1 ? " and " + (digests.size() - 1) + " more" : "")
                                + ", which the manifest names");
        };
    }

    private Reply stored(Repository repository, StoredManifest manifest) {
        onChange.run();
        Reply reply = Reply.of(201)
                .with("Location", RegistryExchange.location(repository, "manifests/" + manifest.digest()))
                .with("Docker-Content-Digest", manifest.digest());
        return manifest.subject()
                .map(subject -> reply.with("OCI-Subject", subject))
                .orElse(reply);
    }

    /** The whole body; empty when it is too large. */
    private static Optional<byte[]> body(RegistryExchange x) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer next = x.next(); next != null; next = x.next()) {
            if (all.size() + next.remaining() > Manifests.MOST_BYTES) {
                return Optional.empty();
            }
            byte[] bytes = new byte[next.remaining()];
            next.get(bytes);
            all.writeBytes(bytes);
        }
        return Optional.of(all.toByteArray());
    }

    private static Reply unknown() {
        return Reply.error(Code.MANIFEST_UNKNOWN, "There is no such manifest in this repository");
    }
}
