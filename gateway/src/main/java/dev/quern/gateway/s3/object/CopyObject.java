package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.S3Times;
import dev.quern.gateway.s3.checksum.Algorithm;
import dev.quern.gateway.s3.checksum.CheckedInput;
import dev.quern.gateway.s3.checksum.Expected;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** CopyObject. */
final class CopyObject {
    private static final String TAGS = "x-amz-tagging-directive";

    private final ObjectStore objects;

    CopyObject(ObjectStore objects) {
        this.objects = objects;
    }

    void run(S3Request request) throws IOException {
        request.allow("s3:PutObject");
        Head head = request.head();
        ObjectInfo source = CopySource.find(request, objects);
        boolean replace = directive(head, "x-amz-metadata-directive");
        if (source.name().equals(request.name())
                && !replace
                && !head.headerNames().contains(TAGS)) {
            throw S3Code.InvalidRequest.error("This copy request is illegal because it is trying to copy an object to"
                    + " itself without changing the object's metadata.");
        }
        if (source.size() > S3Request.LARGEST_PUT) {
            throw S3Code.InvalidRequest.error("The specified copy source is larger than the maximum allowable size for"
                    + " a copy source: " + S3Request.LARGEST_PUT);
        }
        Map<String, String> asked = ObjectHeaders.kept(head);
        Map<String, String> headers = new HashMap<>(replace ? asked : source.headers());
        headers.remove(ObjectStore.TAGGING);
        tags(head, source, asked).ifPresent(tags -> headers.put(ObjectStore.TAGGING, tags));
        headers.putAll(ObjectHeaders.checksum(source));
        Optional<Algorithm> wanted = ObjectHeaders.wanted(head);
        if (wanted.isPresent() && !headers.containsKey(wanted.get().header())) {
            ObjectHeaders.checksum(source).keySet().forEach(headers::remove);
            headers.putAll(sum(source, wanted.get()));
        }
        ObjectInfo made = objects.copy(
                source.name(),
                new Condition.Matches(source.etag()),
                request.name(),
                Optional.of(headers),
                Preconditions.write(head));
        XmlWriter xml = XmlWriter.of("CopyObjectResult")
                .put("LastModified", S3Times.xml(made.modifiedAt()))
                .put("ETag", Etags.quoted(made.etag()));
        Checksums.write(xml, made.headers());
        request.answer(xml);
    }

    private Optional<String> tags(Head head, ObjectInfo source, Map<String, String> asked) throws IOException {
        return directive(head, TAGS)
                ? Optional.ofNullable(asked.get(ObjectStore.TAGGING))
                : objects.tags(source.name()).filter(tags -> !tags.isEmpty());
    }

    private static boolean directive(Head head, String name) {
        return switch (head.header(name).orElse("COPY")) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default -> throw S3Code.InvalidArgument.error("Unknown metadata directive.");
        };
    }

    private Map<String, String> sum(ObjectInfo source, Algorithm algorithm) throws IOException {
        Expected nothing = new Expected(Optional.empty(), Optional.of(algorithm), Optional::empty);
        try (StoredObject object = objects.open(source.name()).orElseThrow(S3Code.NoSuchKey::error);
                InputStream in =
                        Channels.newInputStream(object.read(0, object.info().size()));
                CheckedInput summed = new CheckedInput(in, nothing)) {
            summed.transferTo(OutputStream.nullOutputStream());
            return summed.checksums();
        }
    }
}
