package dev.quern.objects.remote;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectPage;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.PartInfo;
import dev.quern.objects.StoredObject;
import dev.quern.objects.Uploads;
import dev.quern.store.Store;
import dev.quern.store.object.Buckets;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Objects in one bucket of a remote S3 store, object K of bucket B as B/K. Durability, atomicity and conditions are
 * that store's; which buckets there are, and whose, is in the database as with every store.
 */
public final class RemoteObjectStore implements ObjectStore {
    /** Behind every key with a prefix, since no key that people use goes on with the last code point. */
    private static final String LAST = "\uDBFF\uDFFF";

    private final S3Client client;
    private final String remote;
    private final Buckets buckets;
    private final Path spool;
    private final RemoteUploads uploads;

    private RemoteObjectStore(S3Client client, String remote, Store store, Path spool) {
        this.client = client;
        this.remote = remote;
        this.buckets = store.buckets();
        this.spool = spool;
        this.uploads = new RemoteUploads(this, client, remote, store.uploads(), spool);
    }

    /**
     * Opens the store; asks whether its bucket is there.
     *
     * @param spool a directory for what is on its way, made if it is missing; what is in it is removed
     * @throws QuernException unavailable, with what to do
     */
    public static RemoteObjectStore open(RemoteSettings settings, Store store, Path spool) throws IOException {
        Spool.clear(spool);
        S3Client client = RemoteClient.of(settings);
        boolean open = false;
        try {
            reach(client, settings);
            open = true;
        } finally {
            if (!open) {
                client.close();
            }
        }
        return new RemoteObjectStore(client, settings.bucket(), store, spool);
    }

    /**
     * Asks whether there is a store, with its bucket, for this server.
     *
     * @throws QuernException unavailable, with what to do
     */
    public static void check(RemoteSettings settings) {
        try (S3Client client = RemoteClient.of(settings)) {
            reach(client, settings);
        }
    }

    private static void reach(S3Client client, RemoteSettings settings) {
        // Not HEAD, whose refusals have no body to say why.
        RemoteErrors.run(
                () -> client.listObjectsV2(r -> r.bucket(settings.bucket()).maxKeys(1)));
    }

    @Override
    public ObjectInfo put(ObjectName name, ObjectContent content, Map<String, String> headers, Condition condition)
            throws IOException {
        requireBucket(name.bucket());
        try (Spool spooled = Spool.of(content, spool)) {
            Map<String, String> all = new HashMap<>(headers);
            all.putAll(spooled.headers());
            PutObjectRequest.Builder request =
                    PutObjectRequest.builder().bucket(remote).key(key(name));
            RemoteHeaders.put(request, all);
            RemoteCondition.of(condition, this, name).apply(request::ifMatch, request::ifNoneMatch);
            if (spooled.size() > Uploads.LEAST_PART * 200) {
                ObjectInfo made = uploads.inParts(name, spooled, all, condition);
                spooled.sent();
                return made;
            }
            RemoteErrors.run(() -> client.putObject(request.build(), RequestBody.fromFile(spooled.file())));
            spooled.sent();
        }
        return find(name).orElseThrow(() -> replaced(name));
    }

    @Override
    public Optional<ObjectInfo> find(ObjectName name) throws IOException {
        try {
            return RemoteErrors.run(() -> {
                try {
                    return Optional.of(info(
                            name,
                            client.headObject(
                                    r -> r.bucket(remote).key(key(name)).checksumMode(ChecksumMode.ENABLED))));
                } catch (S3Exception e) {
                    if (RemoteErrors.isMissing(e)) {
                        return Optional.<ObjectInfo>empty();
                    }
                    throw e;
                }
            });
        } catch (QuernException e) {
            if (e.code() == ErrorCode.OBJECT_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Optional<StoredObject> open(ObjectName name) throws IOException {
        GetObjectRequest request =
                GetObjectRequest.builder().bucket(remote).key(key(name)).build();
        return find(name).map(info -> new RemoteObject(client, request, info));
    }

    @Override
    public boolean delete(ObjectName name, Condition condition) throws IOException {
        Optional<ObjectInfo> there = find(name);
        if (there.isEmpty()) {
            return false;
        }
        DeleteObjectRequest.Builder request =
                DeleteObjectRequest.builder().bucket(remote).key(key(name));
        switch (condition) {
            case Condition.Matches matches -> request.ifMatch('"' + matches.etag() + '"');
            case Condition.Differs differs -> {
                if (differs.etag().equals(there.get().etag())) {
                    throw new QuernException(ErrorCode.CONDITION_FAILED, "The object has this etag");
                }
                request.ifMatch('"' + there.get().etag() + '"');
            }
            case Condition.Absent _ -> throw new QuernException(ErrorCode.CONDITION_FAILED, "The object is there");
            case Condition.Always _, Condition.Present _ -> {
                // Whatever is there goes.
            }
        }
        RemoteErrors.run(() -> client.deleteObject(request.build()));
        return true;
    }

    @Override
    public ObjectInfo copy(
            ObjectName from,
            Condition expected,
            ObjectName to,
            Optional<Map<String, String>> headers,
            Condition condition)
            throws IOException {
        requireBucket(to.bucket());
        CopyObjectRequest.Builder request = CopyObjectRequest.builder()
                .sourceBucket(remote)
                .sourceKey(key(from))
                .destinationBucket(remote)
                .destinationKey(key(to));
        headers.ifPresent(all -> RemoteHeaders.put(request, all));
        if (expected instanceof Condition.Matches matches) {
            request.copySourceIfMatch('"' + matches.etag() + '"');
        } else if (expected instanceof Condition.Differs differs) {
            request.copySourceIfNoneMatch('"' + differs.etag() + '"');
        }
        RemoteCondition.of(condition, this, to).apply(request::ifMatch, request::ifNoneMatch);
        RemoteErrors.run(() -> client.copyObject(request.build()));
        return find(to).orElseThrow(() -> replaced(to));
    }

    @Override
    public Optional<String> tags(ObjectName name) throws IOException {
        if (find(name).isEmpty()) {
            return Optional.empty();
        }
        List<Tag> tags = RemoteErrors.run(
                        () -> client.getObjectTagging(r -> r.bucket(remote).key(key(name))))
                .tagSet();
        return Optional.of(tags.stream()
                .map(tag -> encode(tag.key()) + "=" + encode(tag.value()))
                .collect(Collectors.joining("&")));
    }

    @Override
    public boolean tag(ObjectName name, String tags) throws IOException {
        if (find(name).isEmpty()) {
            return false;
        }
        List<Tag> set = new ArrayList<>();
        for (String pair : tags.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                set.add(Tag.builder()
                        .key(URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8))
                        .value(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8))
                        .build());
            }
        }
        RemoteErrors.run(() ->
                client.putObjectTagging(r -> r.bucket(remote).key(key(name)).tagging(t -> t.tagSet(set))));
        return true;
    }

    @Override
    public List<PartInfo> parts(ObjectName name) throws IOException {
        return uploads.parts(name);
    }

    @Override
    public Uploads uploads() {
        return uploads;
    }

    @Override
    public ObjectPage list(String bucket, String prefix, String delimiter, String after, int limit) throws IOException {
        requireBucket(bucket);
        boolean group =
                !delimiter.isEmpty() && after.startsWith(prefix) && after.indexOf(delimiter, prefix.length()) >= 0;
        String from = group ? after + LAST : after;
        ListObjectsV2Response page = RemoteErrors.run(() -> client.listObjectsV2(r -> r.bucket(remote)
                .prefix(bucket + "/" + prefix)
                .delimiter(delimiter.isEmpty() ? null : delimiter)
                .startAfter(bucket + "/" + from)
                .maxKeys(limit)));
        int own = bucket.length() + 1;
        List<ObjectInfo> objects = new ArrayList<>();
        for (S3Object object : page.contents()) {
            objects.add(new ObjectInfo(
                    new ObjectName(bucket, object.key().substring(own)),
                    object.size(),
                    bare(object.eTag()),
                    object.lastModified(),
                    Map.of()));
        }
        List<String> prefixes = page.commonPrefixes().stream()
                .map(common -> common.prefix().substring(own))
                .toList();
        Optional<String> next = Optional.empty();
        if (Boolean.TRUE.equals(page.isTruncated())) {
            String object = objects.isEmpty() ? "" : objects.getLast().name().key();
            String common = prefixes.isEmpty() ? "" : prefixes.getLast();
            next = Optional.of(dev.quern.objects.list.Keys.compare(object, common) > 0 ? object : common);
        }
        return new ObjectPage(objects, prefixes, next);
    }

    @Override
    public void ensureBucket(String bucket) {
        buckets.ensure(bucket);
    }

    void requireBucket(String bucket) {
        if (buckets.find(bucket).isEmpty()) {
            throw new QuernException(ErrorCode.BUCKET_NOT_FOUND, "There is no bucket '" + bucket + "'");
        }
    }

    static String key(ObjectName name) {
        return name.bucket() + "/" + name.key();
    }

    static String bare(String etag) {
        return etag.startsWith("\"") && etag.endsWith("\"") ? etag.substring(1, etag.length() - 1) : etag;
    }

    private static ObjectInfo info(ObjectName name, HeadObjectResponse head) {
        return new ObjectInfo(
                name, head.contentLength(), bare(head.eTag()), head.lastModified(), RemoteHeaders.of(head));
    }

    static QuernException replaced(ObjectName name) {
        return new QuernException(ErrorCode.CONFLICT, "The object '" + name + "' was removed meanwhile", "Try again.");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
