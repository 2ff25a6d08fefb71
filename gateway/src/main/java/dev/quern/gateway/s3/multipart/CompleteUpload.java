package dev.quern.gateway.s3.multipart;

import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.checksum.Algorithm;
import dev.quern.gateway.s3.checksum.PartSums;
import dev.quern.gateway.s3.object.Checksums;
import dev.quern.gateway.s3.object.Etags;
import dev.quern.gateway.s3.object.ObjectHeaders;
import dev.quern.gateway.s3.object.PartNumbers;
import dev.quern.gateway.s3.object.Preconditions;
import dev.quern.gateway.s3.xml.XmlElement;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.PartInfo;
import dev.quern.objects.Upload;
import dev.quern.objects.Uploads;
import dev.quern.objects.Uploads.Completion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** CompleteMultipartUpload. */
final class CompleteUpload {
    private static final int MOST_BYTES = 4 << 20;
    private static final long LARGEST = 5L << 40;

    private final ObjectStore objects;

    CompleteUpload(ObjectStore objects) {
        this.objects = objects;
    }

    void run(S3Request request) throws IOException {
        request.allow("s3:PutObject");
        XmlElement asked = XmlElement.read(
                new ByteArrayInputStream(request.smallBodyWithoutSums(MOST_BYTES)), "CompleteMultipartUpload");
        ObjectInfo made = complete(request, asked, Preconditions.write(request.head()));
        XmlWriter xml = XmlWriter.of("CompleteMultipartUploadResult")
                .put("Location", "/" + made.name())
                .put("Bucket", made.name().bucket())
                .put("Key", made.name().key())
                .put("ETag", Etags.quoted(made.etag()));
        Map<String, String> checksum = ObjectHeaders.checksum(made);
        Checksums.write(xml, checksum);
        if (checksum.containsKey(ObjectHeaders.TYPE)) {
            xml.put("ChecksumType", checksum.getOrDefault(ObjectHeaders.TYPE, ""));
        }
        request.answer(xml);
    }

    private ObjectInfo complete(S3Request request, XmlElement asked, Condition condition) throws IOException {
        boolean needsOne = condition instanceof Condition.Matches || condition instanceof Condition.Present;
        if (needsOne && objects.find(request.name()).isEmpty()) {
            throw S3Code.NoSuchKey.error();
        }
        return objects.uploads()
                .complete(
                        request.name(),
                        request.query().text("uploadId"),
                        (upload, there) -> decide(request, asked, upload, there),
                        condition);
    }

    private static Completion decide(S3Request request, XmlElement asked, Upload upload, List<PartInfo> there) {
        List<PartInfo> parts = chosen(asked, upload, there);
        long size = parts.stream().mapToLong(PartInfo::size).sum();
        if (size > LARGEST) {
            throw S3Code.EntityTooLarge.error();
        }
        Optional<String> said = request.head().header("x-amz-mp-object-size");
        if (said.isPresent() && !said.get().strip().equals(Long.toString(size))) {
            throw S3Code.InvalidRequest.error("The provided 'x-amz-mp-object-size' header value does not match");
        }
        Map<String, String> headers = new HashMap<>(upload.headers());
        String type = headers.getOrDefault(ObjectHeaders.TYPE, BeginUpload.COMPOSITE);
        headers.remove(ObjectHeaders.TYPE);
        String name = headers.remove(ObjectHeaders.ALGORITHM);
        if (name != null) {
            Algorithm algorithm = Algorithm.parse(name);
            String value = sum(algorithm, type, parts);
            Optional<String> sent = request.head().header(algorithm.header());
            if (sent.isPresent() && !sent.get().strip().equals(value)) {
                throw S3Code.BadDigest.error(
                        "The " + algorithm + " you specified did not match the calculated checksum.");
            }
            headers.put(algorithm.header(), value);
            headers.put(ObjectHeaders.TYPE, type);
        }
        return new Completion(parts, headers);
    }

    private static String sum(Algorithm algorithm, String type, List<PartInfo> parts) {
        List<PartSums.Part> sums = parts.stream()
                .map(part -> new PartSums.Part(part.checksums().getOrDefault(algorithm.header(), ""), part.size()))
                .toList();
        return type.equals(BeginUpload.WHOLE) ? PartSums.whole(algorithm, sums) : PartSums.composite(algorithm, sums);
    }

    /** The parts that were asked for, if they are there, as they were asked for, and large enough. */
    private static List<PartInfo> chosen(XmlElement asked, Upload upload, List<PartInfo> there) {
        Map<Integer, PartInfo> byNumber =
                there.stream().collect(Collectors.toMap(PartInfo::number, Function.identity()));
        Optional<Algorithm> algorithm = Optional.ofNullable(upload.headers().get(ObjectHeaders.ALGORITHM))
                .map(Algorithm::parse);
        List<PartInfo> parts = new ArrayList<>();
        for (XmlElement one : asked.all("Part")) {
            int number = PartNumbers.parse(one.need("PartNumber").strip());
            if (!parts.isEmpty() && parts.getLast().number() >= number) {
                throw S3Code.InvalidPartOrder.error();
            }
            PartInfo part = byNumber.get(number);
            if (part == null || !part.etag().equals(Etags.bare(one.need("ETag")))) {
                throw S3Code.InvalidPart.error();
            }
            if (algorithm.isPresent()) {
                Optional<String> sum = Checksums.read(one, algorithm.get());
                if (sum.isPresent()
                        && !sum.get()
                                .equals(part.checksums().get(algorithm.get().header()))) {
                    throw S3Code.InvalidPart.error();
                }
            }
            if (!parts.isEmpty() && parts.getLast().size() < Uploads.LEAST_PART) {
                throw S3Code.EntityTooSmall.error();
            }
            parts.add(part);
        }
        if (parts.isEmpty()) {
            throw S3Code.MalformedXML.error();
        }
        return parts;
    }
}
