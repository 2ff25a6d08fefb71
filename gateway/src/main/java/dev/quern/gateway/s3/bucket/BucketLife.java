package dev.quern.gateway.s3.bucket;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.S3Times;
import dev.quern.gateway.s3.policy.BucketEntry;
import dev.quern.gateway.s3.policy.BucketNames;
import dev.quern.gateway.s3.policy.BucketTable;
import dev.quern.gateway.s3.xml.XmlElement;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.ObjectPage;
import dev.quern.objects.ObjectStore;
import dev.quern.store.object.Bucket;
import dev.quern.store.object.Buckets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Making, finding, listing and removing buckets. */
final class BucketLife {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_LISTED = 10_000;

    private final Buckets buckets;
    private final BucketTable table;
    private final ObjectStore objects;

    BucketLife(Buckets buckets, BucketTable table, ObjectStore objects) {
        this.buckets = buckets;
        this.table = table;
        this.objects = objects;
    }

    void create(S3Request request) throws IOException {
        String name = request.target().bucket();
        String namespace = namespaceOf(request.principal());
        if (!request.principal().may(Role.DEVELOPER, namespace)) {
            throw S3Code.AccessDenied.error();
        }
        if (!BucketNames.valid(name)) {
            throw S3Code.InvalidBucketName.error();
        }
        String acl = request.head().header("x-amz-acl").orElse("private");
        if (!acl.equals("private")) {
            throw S3Code.AccessControlListNotSupported.error();
        }
        if (request.head()
                .header("x-amz-bucket-object-lock-enabled")
                .filter("true"::equalsIgnoreCase)
                .isPresent()) {
            throw S3Code.NotImplemented.error();
        }
        byte[] body = request.smallBody(MOST_BYTES);
        if (body.length > 0) {
            // The region is this one, whatever it is called.
            XmlElement.read(new ByteArrayInputStream(body), "CreateBucketConfiguration");
        }
        boolean made = buckets.create(name, namespace);
        table.forget(name);
        if (!made) {
            throw table.find(name)
                            .filter(b -> request.principal().may(Role.DEVELOPER, b.namespace()))
                            .isPresent()
                    ? S3Code.BucketAlreadyOwnedByYou.error()
                    : S3Code.BucketAlreadyExists.error();
        }
        request.put("Location", "/" + name);
        request.answerEmpty(200);
    }

    void head(S3Request request) throws IOException {
        request.allow("s3:ListBucket");
        request.put("x-amz-bucket-region", Region.NAME);
        request.answerEmpty(200);
    }

    void delete(S3Request request) throws IOException {
        BucketEntry bucket = request.allow("s3:DeleteBucket");
        ObjectPage first = objects.list(bucket.name(), "", "", "", 1);
        if (!first.objects().isEmpty()) {
            throw new QuernException(ErrorCode.IN_USE, "The bucket holds objects");
        }
        boolean removed = buckets.remove(bucket.name());
        table.forget(bucket.name());
        if (!removed) {
            throw S3Code.NoSuchBucket.error();
        }
        request.answerEmpty(204);
    }

    /** Those of the key's namespace; an admin's all. A key that only calls functions owns none. */
    void list(S3Request request) throws IOException {
        Principal who = request.principal();
        Optional<String> namespace =
                who.namespace().equals(Principal.EVERYWHERE) ? Optional.empty() : Optional.of(who.namespace());
        int limit = request.query().get("max-buckets").map(BucketLife::number).orElse(MOST_LISTED);
        List<Bucket> found = who.may(Role.DEVELOPER, namespaceOf(who))
                ? buckets.list(
                        namespace,
                        request.query().text("prefix"),
                        request.query().text("continuation-token"),
                        limit + 1)
                : List.of();
        List<Bucket> page = found.subList(0, Math.min(found.size(), limit));
        XmlWriter xml = XmlWriter.of("ListAllMyBucketsResult");
        Owner.write(xml, namespaceOf(who));
        xml.open("Buckets");
        for (Bucket bucket : page) {
            xml.open("Bucket")
                    .put("Name", bucket.name())
                    .put("CreationDate", S3Times.xml(bucket.createdAt()))
                    .close("Bucket");
        }
        xml.close("Buckets");
        if (found.size() > limit) {
            xml.put("ContinuationToken", page.getLast().name());
        }
        request.answer(xml);
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= MOST_LISTED) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message.
        }
        throw S3Code.InvalidArgument.error("max-buckets must be 1 to " + MOST_LISTED);
    }

    static String namespaceOf(Principal who) {
        return who.namespace().equals(Principal.EVERYWHERE) ? FunctionName.DEFAULT_NAMESPACE : who.namespace();
    }
}
