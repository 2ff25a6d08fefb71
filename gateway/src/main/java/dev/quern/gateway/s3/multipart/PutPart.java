package dev.quern.gateway.s3.multipart;

import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.S3Times;
import dev.quern.gateway.s3.checksum.Algorithm;
import dev.quern.gateway.s3.checksum.CheckedInput;
import dev.quern.gateway.s3.checksum.Expected;
import dev.quern.gateway.s3.object.ByteRange;
import dev.quern.gateway.s3.object.Checksums;
import dev.quern.gateway.s3.object.CopySource;
import dev.quern.gateway.s3.object.Etags;
import dev.quern.gateway.s3.object.ObjectHeaders;
import dev.quern.gateway.s3.object.PartNumbers;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.PartInfo;
import dev.quern.objects.StoredObject;
import dev.quern.objects.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Map;
import java.util.Optional;

/** UploadPart and UploadPartCopy. */
final class PutPart {
    private final ObjectStore objects;

    PutPart(ObjectStore objects) {
        this.objects = objects;
    }

    void run(S3Request request) throws IOException {
        request.allow("s3:PutObject");
        int number = PartNumbers.parse(request.query().text("partNumber"));
        Upload upload = objects.uploads()
                .find(request.name(), request.query().text("uploadId"))
                .orElseThrow(S3Code.NoSuchUpload::error);
        Optional<Algorithm> algorithm = Optional.ofNullable(upload.headers().get(ObjectHeaders.ALGORITHM))
                .map(Algorithm::parse);
        if (CopySource.named(request.head())) {
            copy(request, upload, number, algorithm);
            return;
        }
        Optional<Algorithm> sent = Expected.sent(request.head());
        if (sent.isPresent() && algorithm.isPresent() && sent.get() != algorithm.get()) {
            throw S3Code.InvalidRequest.error("Checksum Type mismatch occurred, expected checksum Type: "
                    + algorithm.get() + ", actual checksum Type: " + sent.get());
        }
        CheckedInput body =
                request.body(S3Request.LARGEST_PUT, algorithm.or(() -> ObjectHeaders.wanted(request.head())));
        PartInfo part = store(upload, number, body);
        request.put("ETag", Etags.quoted(part.etag()));
        part.checksums().forEach(request::put);
        request.answerEmpty(200);
    }

    private void copy(S3Request request, Upload upload, int number, Optional<Algorithm> algorithm) throws IOException {
        ObjectInfo source = CopySource.find(request, objects);
        ByteRange range = request.head()
                .header("x-amz-copy-source-range")
                .map(text -> exact(text, source.size()))
                .orElse(new ByteRange(0, source.size()));
        if (range.length() > S3Request.LARGEST_PUT) {
            throw S3Code.InvalidRequest.error("The copied range is larger than a part may be");
        }
        try (StoredObject object = objects.open(source.name())
                        .filter(opened -> opened.info().etag().equals(source.etag()))
                        .orElseThrow(S3Code.PreconditionFailed::error);
                InputStream in = new Limited(
                        Channels.newInputStream(object.read(range.from(), range.length())), range.length())) {
            Expected nothing = new Expected(Optional.empty(), algorithm, Optional::empty);
            PartInfo part = store(upload, number, new CheckedInput(in, nothing));
            XmlWriter xml = XmlWriter.of("CopyPartResult")
                    .put("LastModified", S3Times.xml(part.modifiedAt()))
                    .put("ETag", Etags.quoted(part.etag()));
            Checksums.write(xml, part.checksums());
            request.answer(xml);
        }
    }

    /** Unlike a read's, a range that is not there whole is an error. */
    private static ByteRange exact(String text, long size) {
        ByteRange range = ByteRange.parse(text, size)
                .orElseThrow(() -> S3Code.InvalidArgument.error(
                        "The x-amz-copy-source-range value must be of the form bytes=first-last"));
        if (!text.strip().equals("bytes=" + range.from() + "-" + (range.from() + range.length() - 1))) {
            throw S3Code.InvalidRange.error();
        }
        return range;
    }

    private PartInfo store(Upload upload, int number, CheckedInput body) throws IOException {
        return objects.uploads()
                .put(upload.name(), upload.id(), number, new ObjectContent.Stream(body, body::checksums), Map.of());
    }
}
