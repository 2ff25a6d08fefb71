package dev.quern.gateway.registry;

import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.FullDisk;
import dev.quern.registry.BlobDigest;
import dev.quern.registry.Registry;
import dev.quern.registry.RepositoryName;
import dev.quern.registry.Upload;
import dev.quern.store.registry.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code …/blobs/uploads/}: monolithic, chunked and streamed pushes, and mounts. */
final class UploadRoutes {
    private static final Pattern CONTENT_RANGE = Pattern.compile("(?:bytes[ =])?(\\d{1,18})-(\\d{1,18})(?:/.*)?");
    /** A client that comes again may have been cut off a moment before the server notices. */
    private static final Duration OTHERS = Duration.ofSeconds(10);

    private final Registry registry;

    UploadRoutes(Registry registry) {
        this.registry = registry;
    }

    Reply begin(RepositoryName name, RegistryExchange x) throws IOException, InterruptedException {
        Optional<String> mount = x.query("mount");
        Optional<String> digest = x.query("digest");
        if (digest.isPresent() && !BlobDigest.isDigest(digest.get())) {
            return badDigest();
        }
        Repository repository = registry.rows().repositories().open(name.namespace(), name.text());
        if (mount.isPresent() && mounted(repository, mount.get(), x)) {
            return created(repository, mount.get());
        }
        checkRoom(x, name.namespace());
        Upload upload = registry.uploads().begin(repository);
        return digest.isPresent() ? held(upload, () -> finish(upload, digest.get(), x)) : progress(upload, 202);
    }

    /** Only from where the sender could have pulled it. */
    private boolean mounted(Repository repository, String digest, RegistryExchange x) throws IOException {
        Optional<RepositoryName> from = x.query("from").flatMap(RepositoryName::parse);
        if (from.isEmpty()
                || !BlobDigest.isDigest(digest)
                || Access.refusal(x.principal(), Role.INVOKER, from.get().namespace())
                        .isPresent()) {
            return false;
        }
        Optional<Repository> other =
                registry.rows().repositories().find(from.get().text());
        if (other.isEmpty()) {
            return false;
        }
        Optional<Long> size = registry.rows().blobs().size(other.get().id(), digest);
        return size.isPresent()
                && registry.bytes().has(digest, size.get())
                && registry.rows().blobs().mount(other.get().id(), repository, digest, registry.quota());
    }

    Reply serve(RepositoryName name, String id, RegistryExchange x) throws IOException, InterruptedException {
        Optional<Upload> found = find(name, id);
        if (found.isEmpty()) {
            return unknown();
        }
        Upload upload = found.get();
        return switch (x.method()) {
            case "GET", "HEAD" -> progress(upload, 204);
            case "PATCH" -> held(upload, () -> append(upload, x));
            case "PUT" -> {
                Optional<String> digest = x.query("digest").filter(BlobDigest::isDigest);
                yield digest.isEmpty() ? badDigest() : held(upload, () -> finish(upload, digest.get(), x));
            }
            case "DELETE" ->
                held(upload, () -> {
                    registry.uploads().cancel(upload);
                    return Reply.of(204);
                });
            default -> Routes.notAllowed(x);
        };
    }

    private Optional<Upload> find(RepositoryName name, String id) throws IOException {
        Optional<Repository> repository = registry.rows().repositories().find(name.text());
        try {
            UUID uuid = UUID.fromString(id);
            return repository.isEmpty() ? Optional.empty() : registry.uploads().find(repository.get(), uuid);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What is done to an upload, by one at a time. */
    private interface Step {
        Reply run() throws IOException;
    }

    private Reply held(Upload upload, Step step) throws IOException, InterruptedException {
        if (!upload.take(OTHERS)) {
            return Reply.error(409, Code.BLOB_UPLOAD_INVALID, "Another request is at this upload");
        }
        try {
            return step.run();
        } catch (IOException | QuernException e) {
            boolean refused = e instanceof QuernException q && q.code() == ErrorCode.FORBIDDEN;
            if (refused || FullDisk.is(e)) {
                // It can come to nothing: clients begin anew, and what came so far would count until it expires.
                registry.uploads().cancel(upload);
            }
            throw e;
        } finally {
            upload.release();
        }
    }

    private Reply append(Upload upload, RegistryExchange x) throws IOException {
        Optional<Reply> refused = outOfOrder(upload, x);
        if (refused.isPresent()) {
            return refused.get();
        }
        upload.append(bounded(upload, x));
        return progress(upload, 202);
    }

    private Reply finish(Upload upload, String digest, RegistryExchange x) throws IOException {
        Optional<Reply> refused = outOfOrder(upload, x);
        if (refused.isPresent()) {
            return refused.get();
        }
        upload.append(bounded(upload, x));
        Optional<String> other = upload.finish(digest);
        if (other.isPresent()) {
            registry.uploads().cancel(upload);
            return Reply.error(Code.DIGEST_INVALID, "What was uploaded has the digest " + other.get());
        }
        return created(upload.repository(), digest);
    }

    /** A chunk that does not begin where the last one ended, or whose length is not what it says. */
    private static Optional<Reply> outOfOrder(Upload upload, RegistryExchange x) {
        Optional<String> header = x.header("Content-Range");
        if (header.isEmpty()) {
            return Optional.empty();
        }
        Matcher m = CONTENT_RANGE.matcher(header.get());
        if (!m.matches()) {
            return Optional.of(Reply.error(Code.BLOB_UPLOAD_INVALID, "Content-Range is written FIRST-LAST"));
        }
        long from = Long.parseLong(m.group(1));
        long length = Long.parseLong(m.group(2)) - from + 1;
        if (from != upload.size()) {
            return Optional.of(ranged(
                    Reply.error(416, Code.BLOB_UPLOAD_INVALID, "The next chunk begins at " + upload.size()), upload));
        }
        return length < 0 || (x.length() >= 0 && x.length() != length)
                ? Optional.of(Reply.error(Code.SIZE_INVALID, "Content-Range and the chunk's length differ"))
                : Optional.empty();
    }

    /** @return bytes that may still come */
    private long checkRoom(RegistryExchange x, String namespace) throws IOException {
        if (x.length() > registry.uploads().room()) {
            throw new QuernException(ErrorCode.DISK_FULL, "The registry's disk has no room for this blob");
        }
        long left = registry.uploads().left(namespace);
        if (x.length() > left) {
            throw registry.quota().exceeded(namespace);
        }
        return left;
    }

    /** The body as far as the namespace may have it, also when nobody said how long it is. */
    private Upload.Source bounded(Upload upload, RegistryExchange x) throws IOException {
        String namespace = upload.repository().namespace();
        long left = checkRoom(x, namespace);
        long[] came = new long[1];
        return () -> {
            ByteBuffer next = x.next();
            came[0] += next == null ? 0 : next.remaining();
            if (came[0] > left) {
                throw registry.quota().exceeded(namespace);
            }
            return next;
        };
    }

    private static Reply progress(Upload upload, int status) {
        return ranged(Reply.of(status), upload);
    }

    private static Reply ranged(Reply reply, Upload upload) {
        String id = upload.id().toString();
        return reply.with("Location", RegistryExchange.location(upload.repository(), "blobs/uploads/" + id))
                .with("Range", "0-" + Math.max(0, upload.size() - 1))
                .with("Docker-Upload-UUID", id);
    }

    private static Reply created(Repository repository, String digest) {
        return Reply.of(201)
                .with("Location", RegistryExchange.location(repository, "blobs/" + digest))
                .with("Docker-Content-Digest", digest);
    }

    private static Reply badDigest() {
        return Reply.error(Code.DIGEST_INVALID, "An upload ends with ?digest=. " + BlobDigest.HELP);
    }

    private static Reply unknown() {
        return Reply.error(Code.BLOB_UPLOAD_UNKNOWN, "There is no such upload; begin it again");
    }
}
