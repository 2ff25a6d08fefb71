package dev.quern.gateway.s3.bucket;

import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.object.Tags;
import dev.quern.gateway.s3.policy.BucketTable;
import dev.quern.gateway.s3.policy.Policy;
import dev.quern.gateway.s3.xml.XmlElement;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.store.object.Buckets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A bucket's policy, tags and notification configuration. */
final class Documents {
    private static final String TAGS = "tagging";
    private static final String NOTIFICATION = "notification";
    private static final int MOST_BYTES = 256 << 10;

    private final Buckets buckets;
    private final BucketTable table;

    Documents(Buckets buckets, BucketTable table) {
        this.buckets = buckets;
        this.table = table;
    }

    void getPolicy(S3Request request) throws IOException {
        String bucket = request.allow("s3:GetBucketPolicy").name();
        String json = buckets.document(bucket, BucketTable.POLICY).orElseThrow(S3Code.NoSuchBucketPolicy::error);
        request.answer(200, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    void putPolicy(S3Request request) throws IOException {
        String bucket = request.allow("s3:PutBucketPolicy").name();
        String json = new String(request.smallBody(MOST_BYTES), StandardCharsets.UTF_8);
        Policy.parse(json, bucket);
        keep(bucket, BucketTable.POLICY, json);
        request.answerEmpty(204);
    }

    void deletePolicy(S3Request request) throws IOException {
        String bucket = request.allow("s3:DeleteBucketPolicy").name();
        drop(bucket, BucketTable.POLICY);
        request.answerEmpty(204);
    }

    void getTags(S3Request request) throws IOException {
        String bucket = request.allow("s3:GetBucketTagging").name();
        answerXml(request, buckets.document(bucket, TAGS).orElseThrow(S3Code.NoSuchTagSet::error));
    }

    void putTags(S3Request request) throws IOException {
        String bucket = request.allow("s3:PutBucketTagging").name();
        Tags tags = Tags.ofBucket(read(request, "Tagging"));
        keep(bucket, TAGS, tags.xml().text());
        request.answerEmpty(204);
    }

    void deleteTags(S3Request request) throws IOException {
        String bucket = request.allow("s3:PutBucketTagging").name();
        drop(bucket, TAGS);
        request.answerEmpty(204);
    }

    void getNotification(S3Request request) throws IOException {
        String bucket = request.allow("s3:GetBucketNotification").name();
        Optional<String> kept = buckets.document(bucket, NOTIFICATION);
        answerXml(
                request,
                kept.orElseGet(() -> XmlWriter.of("NotificationConfiguration").text()));
    }

    void putNotification(S3Request request) throws IOException {
        String bucket = request.allow("s3:PutBucketNotification").name();
        NotificationConfiguration asked = NotificationConfiguration.read(read(request, "NotificationConfiguration"));
        if (asked.isEmpty()) {
            drop(bucket, NOTIFICATION);
        } else {
            keep(bucket, NOTIFICATION, asked.xml());
        }
        request.answerEmpty(200);
    }

    private static XmlElement read(S3Request request, String root) throws IOException {
        return XmlElement.read(new ByteArrayInputStream(request.smallBody(MOST_BYTES)), root);
    }

    private static void answerXml(S3Request request, String xml) throws IOException {
        request.answer(200, "application/xml", xml.getBytes(StandardCharsets.UTF_8));
    }

    private void keep(String bucket, String kind, String text) {
        boolean kept = buckets.keep(bucket, kind, text);
        table.forget(bucket);
        if (!kept) {
            throw S3Code.NoSuchBucket.error();
        }
    }

    private void drop(String bucket, String kind) {
        buckets.drop(bucket, kind);
        table.forget(bucket);
    }
}
