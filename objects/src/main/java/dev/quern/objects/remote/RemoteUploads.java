package dev.quern.objects.remote;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Ids;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.PartInfo;
import dev.quern.objects.Upload;
import dev.quern.objects.Uploads;
import dev.quern.store.object.UploadRow;
import dev.quern.store.object.UploadRows;
import dev.quern.store.sql.Sql;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Uploads in parts at a remote store. What it does not tell of one later (its headers, who began it) is a row here. */
final class RemoteUploads implements Uploads {
    /** Among a row's headers: what the remote store calls the upload. */
    private static final String REMOTE_ID = "remote-upload";

    private static final long OWN_PART = 64L << 20;

    private final RemoteObjectStore store;
    private final S3Client client;
    private final String remote;
    private final UploadRows rows;
    private final Path spool;

    RemoteUploads(RemoteObjectStore store, S3Client client, String remote, UploadRows rows, Path spool) {
        this.store = store;
        this.client = client;
        this.remote = remote;
        this.rows = rows;
        this.spool = spool;
    }

    @Override
    public Upload begin(ObjectName name, Map<String, String> headers, String startedBy) throws IOException {
        store.requireBucket(name.bucket());
        Map<String, String> all = new HashMap<>(headers);
        all.put(REMOTE_ID, create(name, headers));
        UploadRow row = new UploadRow(Ids.next(), name.bucket(), name.key(), Sql.now(), startedBy, all);
        rows.begin(row);
        return upload(row);
    }

    private String create(ObjectName name, Map<String, String> headers) throws IOException {
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder().bucket(remote).key(RemoteObjectStore.key(name));
        RemoteHeaders.put(request, headers);
        return RemoteErrors.run(() -> client.createMultipartUpload(request.build()))
                .uploadId();
    }

    @Override
    public Optional<Upload> find(ObjectName name, String id) {
        return row(name, id).map(RemoteUploads::upload);
    }

    @Override
    public PartInfo put(ObjectName name, String id, int number, ObjectContent content, Map<String, String> checksums)
            throws IOException {
        UploadRow row = row(name, id).orElseThrow(RemoteUploads::gone);
        try (Spool spooled = Spool.of(content, spool)) {
            Map<String, String> all = new HashMap<>(checksums);
            all.putAll(spooled.headers());
            UploadPartRequest request = part(name, remoteId(row), number)
                    .checksumCRC32(all.get("x-amz-checksum-crc32"))
                    .checksumCRC32C(all.get("x-amz-checksum-crc32c"))
                    .checksumCRC64NVME(all.get("x-amz-checksum-crc64nvme"))
                    .checksumSHA1(all.get("x-amz-checksum-sha1"))
                    .checksumSHA256(all.get("x-amz-checksum-sha256"))
                    .build();
            String etag = RemoteErrors.run(() -> client.uploadPart(request, RequestBody.fromFile(spooled.file())))
                    .eTag();
            return new PartInfo(number, spooled.size(), RemoteObjectStore.bare(etag), Instant.now(), all);
        }
    }

    /** A large object of the caller's own, sent in parts. */
    ObjectInfo inParts(ObjectName name, Spool spooled, Map<String, String> headers, Condition condition)
            throws IOException {
        String id = create(name, headers);
        boolean done = false;
        try (FileChannel file = FileChannel.open(spooled.file())) {
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < spooled.size(); from += OWN_PART) {
                long begin = from;
                long length = Math.min(OWN_PART, spooled.size() - from);
                // Made anew each time it is sent: a part is sent again when the store fails once.
                ContentStreamProvider bytes = () -> new FileRange(file, begin, length);
                RequestBody body = RequestBody.fromContentProvider(bytes, length, "application/octet-stream");
                UploadPartRequest request = part(name, id, parts.size() + 1).build();
                String etag =
                        RemoteErrors.run(() -> client.uploadPart(request, body)).eTag();
                parts.add(CompletedPart.builder()
                        .partNumber(parts.size() + 1)
                        .eTag(etag)
                        .build());
            }
            complete(name, id, parts, condition);
            done = true;
        } finally {
            if (!done) {
                client.abortMultipartUpload(
                        r -> r.bucket(remote).key(RemoteObjectStore.key(name)).uploadId(id));
            }
        }
        return store.find(name).orElseThrow(() -> RemoteObjectStore.replaced(name));
    }

    @Override
    public List<PartInfo> parts(ObjectName name, String id, int after, int limit) throws IOException {
        UploadRow row = row(name, id).orElseThrow(RemoteUploads::gone);
        List<PartInfo> found = new ArrayList<>();
        int marker = after;
        while (true) {
            int from = marker;
            ListPartsResponse page = RemoteErrors.run(() -> client.listParts(r -> r.bucket(remote)
                    .key(RemoteObjectStore.key(name))
                    .uploadId(remoteId(row))
                    .partNumberMarker(from)));
            page.parts().forEach(part -> found.add(info(part)));
            if (found.size() >= limit) {
                return found.subList(0, limit);
            }
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return found;
            }
            marker = page.nextPartNumberMarker();
        }
    }

    @Override
    public ObjectInfo complete(ObjectName name, String id, CompletionRule rule, Condition condition)
            throws IOException {
        UploadRow row = row(name, id).orElseThrow(RemoteUploads::gone);
        Completion chosen = rule.decide(upload(row), parts(name, id, 0, MOST_PARTS));
        List<CompletedPart> parts = new ArrayList<>();
        for (PartInfo part : chosen.parts()) {
            parts.add(CompletedPart.builder()
                    .partNumber(part.number())
                    .eTag('"' + part.etag() + '"')
                    .checksumCRC32(part.checksums().get("x-amz-checksum-crc32"))
                    .checksumCRC32C(part.checksums().get("x-amz-checksum-crc32c"))
                    .checksumCRC64NVME(part.checksums().get("x-amz-checksum-crc64nvme"))
                    .checksumSHA1(part.checksums().get("x-amz-checksum-sha1"))
                    .checksumSHA256(part.checksums().get("x-amz-checksum-sha256"))
                    .build());
        }
        complete(name, remoteId(row), parts, condition);
        rows.abort(row.id());
        return store.find(name).orElseThrow(() -> RemoteObjectStore.replaced(name));
    }

    private void complete(ObjectName name, String id, List<CompletedPart> parts, Condition condition)
            throws IOException {
        CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
                .bucket(remote)
                .key(RemoteObjectStore.key(name))
                .uploadId(id)
                .multipartUpload(m -> m.parts(parts));
        RemoteCondition.of(condition, store, name).apply(request::ifMatch, request::ifNoneMatch);
        RemoteErrors.run(() -> client.completeMultipartUpload(request.build()));
    }

    @Override
    public boolean abort(ObjectName name, String id) throws IOException {
        Optional<UploadRow> row = row(name, id);
        if (row.isEmpty()) {
            return false;
        }
        RemoteErrors.run(() -> client.abortMultipartUpload(
                r -> r.bucket(remote).key(RemoteObjectStore.key(name)).uploadId(remoteId(row.get()))));
        return rows.abort(row.get().id()).isPresent();
    }

    @Override
    public List<Upload> list(String bucket, String prefix, String afterKey, String afterId, int limit) {
        UUID id = id(afterId).orElse(afterKey.isEmpty() ? new UUID(0, 0) : new UUID(-1, -1));
        return rows.list(bucket, prefix, afterKey, id, limit).stream()
                .map(RemoteUploads::upload)
                .toList();
    }

    /** Of an object that is complete; none when the store cannot say. */
    List<PartInfo> parts(ObjectName name) throws IOException {
        try {
            var attributes = client.getObjectAttributes(r -> r.bucket(remote)
                    .key(RemoteObjectStore.key(name))
                    .maxParts(MOST_PARTS)
                    .objectAttributes(ObjectAttributes.OBJECT_PARTS));
            if (attributes.objectParts() == null) {
                return List.of();
            }
            return attributes.objectParts().parts().stream()
                    .map(part -> new PartInfo(part.partNumber(), part.size(), "", Instant.EPOCH, Map.of()))
                    .toList();
        } catch (S3Exception e) {
            return List.of();
        }
    }

    private UploadPartRequest.Builder part(ObjectName name, String id, int number) {
        return UploadPartRequest.builder()
                .bucket(remote)
                .key(RemoteObjectStore.key(name))
                .uploadId(id)
                .partNumber(number);
    }

    private static PartInfo info(Part part) {
        Map<String, String> sums = new HashMap<>();
        add(sums, "x-amz-checksum-crc32", part.checksumCRC32());
        add(sums, "x-amz-checksum-crc32c", part.checksumCRC32C());
        add(sums, "x-amz-checksum-crc64nvme", part.checksumCRC64NVME());
        add(sums, "x-amz-checksum-sha1", part.checksumSHA1());
        add(sums, "x-amz-checksum-sha256", part.checksumSHA256());
        return new PartInfo(
                part.partNumber(), part.size(), RemoteObjectStore.bare(part.eTag()), part.lastModified(), sums);
    }

    private static void add(Map<String, String> sums, String name, @Nullable String value) {
        if (value != null) {
            sums.put(name, value);
        }
    }

    private Optional<UploadRow> row(ObjectName name, String id) {
        return id(id).flatMap(rows::find)
                .filter(row -> row.bucket().equals(name.bucket()) && row.key().equals(name.key()));
    }

    private static String remoteId(UploadRow row) {
        return row.headers().getOrDefault(REMOTE_ID, "");
    }

    private static Upload upload(UploadRow row) {
        Map<String, String> headers = new HashMap<>(row.headers());
        headers.remove(REMOTE_ID);
        return new Upload(
                row.id().toString(),
                new ObjectName(row.bucket(), row.key()),
                row.startedAt(),
                row.startedBy(),
                headers);
    }

    private static Optional<UUID> id(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static QuernException gone() {
        return new QuernException(
                ErrorCode.UPLOAD_NOT_FOUND, "There is no such upload", "It was completed or given up; begin another.");
    }
}
