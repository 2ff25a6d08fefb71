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
            parts(xml, objects.parts(info.name()));
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

    private static void parts(XmlWriter xml, List<PartInfo> parts) {
        if (parts.isEmpty()) {
            return;
        }
        xml.open("ObjectParts").put("PartsCount", parts.size()).put("IsTruncated", false);
        for (PartInfo part : parts) {
            xml.open("Part").put("PartNumber", part.number()).put("Size", part.size());
            Checksums.write(xml, part.checksums());
            xml.close("Part");
        }
        xml.close("ObjectParts");
    }
}
