package dev.quern.gateway.s3.bucket;

import dev.quern.gateway.s3.Query;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.S3Times;
import dev.quern.gateway.s3.checksum.Algorithm;
import dev.quern.gateway.s3.object.Checksums;
import dev.quern.gateway.s3.object.Etags;
import dev.quern.gateway.s3.object.ObjectHeaders;
import dev.quern.gateway.s3.policy.BucketEntry;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectPage;
import dev.quern.objects.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** ListObjects, ListObjectsV2 and ListObjectVersions. */
final class ListObjects {
    private static final ObjectPage NOTHING = new ObjectPage(List.of(), List.of(), Optional.empty());

    private final ObjectStore objects;

    ListObjects(ObjectStore objects) {
        this.objects = objects;
    }

    void run(S3Request request) throws IOException {
        BucketEntry bucket = request.allow("s3:ListBucket");
        switch (request.query().text("list-type")) {
            case "2" -> second(request, bucket);
            case "", "1" -> first(request, bucket);
            default -> throw S3Code.InvalidArgument.error("Invalid list-type");
        }
    }

    private void first(S3Request request, BucketEntry bucket) throws IOException {
        ListRequest asked = ListRequest.of(request.query(), "max-keys");
        String marker = request.query().text("marker");
        ObjectPage page = page(bucket, asked, marker);
        XmlWriter xml = head("ListBucketResult", bucket, asked, page).put("Marker", asked.shown(marker));
        if (!asked.delimiter().isEmpty()) {
            page.next().ifPresent(next -> xml.put("NextMarker", asked.shown(next)));
        }
        page.objects().forEach(info -> contents(xml, asked, info, true, bucket));
        asked.prefixes(xml, page.prefixes());
        request.answer(xml);
    }

    private void second(S3Request request, BucketEntry bucket) throws IOException {
        Query query = request.query();
        ListRequest asked = ListRequest.of(query, "max-keys");
        Optional<String> token = query.get("continuation-token");
        String after = token.filter(text -> !text.isEmpty())
                .map(ListRequest::ofToken)
                .orElseGet(() -> query.text("start-after"));
        boolean owner = query.text("fetch-owner").equals("true");
        ObjectPage page = page(bucket, asked, after);
        XmlWriter xml = head("ListBucketResult", bucket, asked, page)
                .put("KeyCount", page.objects().size() + page.prefixes().size());
        token.ifPresent(text -> xml.put("ContinuationToken", text));
        page.next().ifPresent(next -> xml.put("NextContinuationToken", ListRequest.token(next)));
        query.get("start-after").ifPresent(text -> xml.put("StartAfter", asked.shown(text)));
        page.objects().forEach(info -> contents(xml, asked, info, owner, bucket));
        asked.prefixes(xml, page.prefixes());
        request.answer(xml);
    }

    /** One version of each: what tools that empty a bucket ask for. */
    void versions(S3Request request) throws IOException {
        BucketEntry bucket = request.allow("s3:ListBucket");
        ListRequest asked = ListRequest.of(request.query(), "max-keys");
        String marker = request.query().text("key-marker");
        ObjectPage page = page(bucket, asked, marker);
        XmlWriter xml = head("ListVersionsResult", bucket, asked, page)
                .put("KeyMarker", asked.shown(marker))
                .put("VersionIdMarker", request.query().text("version-id-marker"));
        page.next()
                .ifPresent(next -> xml.put("NextKeyMarker", asked.shown(next)).put("NextVersionIdMarker", "null"));
        for (ObjectInfo info : page.objects()) {
            xml.open("Version").put("VersionId", "null").put("IsLatest", true);
            describe(xml, asked, info, true, bucket);
            xml.close("Version");
        }
        asked.prefixes(xml, page.prefixes());
        request.answer(xml);
    }

    private ObjectPage page(BucketEntry bucket, ListRequest asked, String after) throws IOException {
        return asked.limit() == 0
                ? NOTHING
                : objects.list(bucket.name(), asked.prefix(), asked.delimiter(), after, asked.limit());
    }

    private static XmlWriter head(String root, BucketEntry bucket, ListRequest asked, ObjectPage page) {
        XmlWriter xml = XmlWriter.of(root).put("Name", bucket.name());
        asked.head(xml);
        return xml.put("MaxKeys", asked.limit()).put("IsTruncated", page.next().isPresent());
    }

    private static void contents(XmlWriter xml, ListRequest asked, ObjectInfo info, boolean owner, BucketEntry bucket) {
        xml.open("Contents");
        describe(xml, asked, info, owner, bucket);
        xml.close("Contents");
    }

    private static void describe(XmlWriter xml, ListRequest asked, ObjectInfo info, boolean owner, BucketEntry bucket) {
        xml.put("Key", asked.shown(info.name().key()))
                .put("LastModified", S3Times.xml(info.modifiedAt()))
                .put("ETag", Etags.quoted(info.etag()))
                .put("Size", info.size());
        Optional<Algorithm> algorithm = Checksums.algorithm(info.headers());
        if (algorithm.isPresent()) {
            xml.put("ChecksumAlgorithm", algorithm.get())
                    .put("ChecksumType", info.headers().getOrDefault(ObjectHeaders.TYPE, "FULL_OBJECT"));
        }
        xml.put("StorageClass", "STANDARD");
        if (owner) {
            Owner.write(xml, bucket.namespace());
        }
    }
}
