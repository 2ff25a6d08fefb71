package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.S3Times;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.PartInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** GetObjectAttributes. */
final class ObjectAttributes {
    private static final Set<String> KNOWN = Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");

    private static final int MOST_PARTS = 1000;

    private final ObjectStore objects;

    ObjectAttributes(ObjectStore objects) {
        this.objects = objects;
    }

    void run(S3Request request) throws IOException {
        request.allow("s3:GetObject");
        Versions.refuse(request.query());
        Set<String> asked = request.head().headers("x-amz-object-attributes").stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .collect(Collectors.toSet());
        if (asked.isEmpty() || !KNOWN.containsAll(asked)) {
            throw S3Code.InvalidArgument.error("Invalid attribute name specified.");
        }
        ObjectInfo info = objects.find(request.name()).orElseThrow(S3Code.NoSuchKey::error);
        XmlWriter xml = XmlWriter.of("GetObjectAttributesResponse");
        if (asked.contains("ETag")) {
            xml.put("ETag", info.etag());
        }
        if (asked.contains("Checksum") && Checksums.algorithm(info.headers()).isPresent()) {
            xml.open("Checksum");
            Checksums.write(xml, info.headers());
            xml.put("ChecksumType", info.headers().getOrDefault(ObjectHeaders.TYPE, "FULL_OBJECT"));
            xml.close("Checksum");
        }
        if (asked.contains("ObjectParts")) {
            parts(request, xml, objects.parts(info.name()));
        }
        if (asked.contains("StorageClass")) {
            xml.put("StorageClass", "STANDARD");
        }
        if (asked.contains("ObjectSize")) {
            xml.put("ObjectSize", info.size());
        }
        request.put("Last-Modified", S3Times.http(info.modifiedAt()));
        request.answer(xml);
    }

    private static void parts(S3Request request, XmlWriter xml, List<PartInfo> parts) {
        if (parts.isEmpty()) {
            return;
        }
        int after = number(request, "x-amz-part-number-marker", 0);
        int most = Math.min(number(request, "x-amz-max-parts", MOST_PARTS), MOST_PARTS);
        List<PartInfo> rest =
                parts.stream().filter(part -> part.number() > after).toList();
        List<PartInfo> page = rest.subList(0, Math.min(rest.size(), most));
        xml.open("ObjectParts")
                .put("PartsCount", parts.size())
                .put("PartNumberMarker", after)
                .put(
                        "NextPartNumberMarker",
                        page.isEmpty() ? after : page.getLast().number())
                .put("MaxParts", most)
                .put("IsTruncated", page.size() < rest.size());
        for (PartInfo part : page) {
            xml.open("Part").put("PartNumber", part.number()).put("Size", part.size());
            Checksums.write(xml, part.checksums());
            xml.close("Part");
        }
        xml.close("ObjectParts");
    }

    private static int number(S3Request request, String header, int otherwise) {
        try {
            return request.head().header(header).map(Integer::parseUnsignedInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw S3Code.InvalidArgument.error(header + " must be a number");
        }
    }
}
