package dev.quern.gateway.s3.multipart;

import dev.quern.gateway.s3.Query;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.S3Times;
import dev.quern.gateway.s3.bucket.ListRequest;
import dev.quern.gateway.s3.bucket.Owner;
import dev.quern.gateway.s3.object.Checksums;
import dev.quern.gateway.s3.object.Etags;
import dev.quern.gateway.s3.object.ObjectHeaders;
import dev.quern.gateway.s3.policy.BucketEntry;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.PartInfo;
import dev.quern.objects.Upload;
import dev.quern.objects.Uploads;
import java.io.IOException;
import java.util.List;

/** ListParts, ListMultipartUploads and AbortMultipartUpload. */
final class UploadLists {
    private final Uploads uploads;

    UploadLists(Uploads uploads) {
        this.uploads = uploads;
    }

    void abort(S3Request request) throws IOException {
        request.allow("s3:AbortMultipartUpload");
        if (!uploads.abort(request.name(), request.query().text("uploadId"))) {
            throw S3Code.NoSuchUpload.error();
        }
        request.answerEmpty(204);
    }

    void parts(S3Request request) throws IOException {
        BucketEntry bucket = request.allow("s3:ListMultipartUploadParts");
        Query query = request.query();
        ListRequest asked = ListRequest.of(query, "max-parts");
        Upload upload = uploads.find(request.name(), query.text("uploadId")).orElseThrow(S3Code.NoSuchUpload::error);
        int after = number(query.text("part-number-marker"));
        List<PartInfo> found = uploads.parts(request.name(), upload.id(), after, asked.limit() + 1);
        List<PartInfo> page = found.subList(0, Math.min(found.size(), asked.limit()));
        XmlWriter xml = XmlWriter.of("ListPartsResult")
                .put("Bucket", bucket.name())
                .put("Key", asked.shown(upload.name().key()))
                .put("UploadId", upload.id())
                .put("PartNumberMarker", after)
                .put("NextPartNumberMarker", page.isEmpty() ? 0 : page.getLast().number())
                .put("MaxParts", asked.limit())
                .put("IsTruncated", found.size() > page.size())
                .put("StorageClass", "STANDARD");
        Owner.write(xml, "Initiator", upload.startedBy());
        Owner.write(xml, bucket.namespace());
        String algorithm = upload.headers().get(ObjectHeaders.ALGORITHM);
        if (algorithm != null) {
            xml.put("ChecksumAlgorithm", algorithm)
                    .put("ChecksumType", upload.headers().getOrDefault(ObjectHeaders.TYPE, ""));
        }
        for (PartInfo part : page) {
            xml.open("Part")
                    .put("PartNumber", part.number())
                    .put("LastModified", S3Times.xml(part.modifiedAt()))
                    .put("ETag", Etags.quoted(part.etag()))
                    .put("Size", part.size());
            Checksums.write(xml, part.checksums());
            xml.close("Part");
        }
        request.answer(xml);
    }

    void uploads(S3Request request) throws IOException {
        BucketEntry bucket = request.allow("s3:ListBucketMultipartUploads");
        Query query = request.query();
        ListRequest asked = ListRequest.of(query, "max-uploads");
        String afterKey = query.text("key-marker");
        String afterId = query.text("upload-id-marker");
        UploadPage page = UploadPage.read(uploads, bucket.name(), asked, afterKey, afterId);
        XmlWriter xml = XmlWriter.of("ListMultipartUploadsResult")
                .put("Bucket", bucket.name())
                .put("KeyMarker", asked.shown(afterKey))
                .put("UploadIdMarker", afterId);
        if (page.truncated()) {
            xml.put("NextKeyMarker", asked.shown(page.lastKey())).put("NextUploadIdMarker", page.lastId());
        }
        asked.head(xml);
        xml.put("MaxUploads", asked.limit()).put("IsTruncated", page.truncated());
        for (Upload upload : page.uploads()) {
            xml.open("Upload").put("Key", asked.shown(upload.name().key())).put("UploadId", upload.id());
            Owner.write(xml, "Initiator", upload.startedBy());
            Owner.write(xml, bucket.namespace());
            xml.put("StorageClass", "STANDARD").put("Initiated", S3Times.xml(upload.startedAt()));
            xml.close("Upload");
        }
        asked.prefixes(xml, page.prefixes());
        request.answer(xml);
    }

    private static int number(String text) {
        try {
            return text.isEmpty() ? 0 : Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw S3Code.InvalidArgument.error("Argument part-number-marker must be a number");
        }
    }
}
