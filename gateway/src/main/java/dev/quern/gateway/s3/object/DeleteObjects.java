package dev.quern.gateway.s3.object;

import dev.quern.core.error.QuernException;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Errors;
import dev.quern.gateway.s3.S3Exception;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.policy.BucketEntry;
import dev.quern.gateway.s3.xml.XmlElement;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** DeleteObject and DeleteObjects. */
final class DeleteObjects {
    private static final int MOST = 1000;
    private static final int MOST_BYTES = 4 << 20;

    private final ObjectStore objects;

    DeleteObjects(ObjectStore objects) {
        this.objects = objects;
    }

    void one(S3Request request) throws IOException {
        request.allow("s3:DeleteObject");
        Versions.refuse(request.query());
        Condition condition = Preconditions.write(request.head());
        boolean removed = objects.delete(request.name(), condition);
        if (!removed && !condition.equals(Condition.ALWAYS)) {
            throw S3Code.NoSuchKey.error();
        }
        request.answerEmpty(204);
    }

    void many(S3Request request) throws IOException {
        BucketEntry bucket = request.bucket();
        XmlElement delete = XmlElement.read(new ByteArrayInputStream(request.smallBody(MOST_BYTES)), "Delete");
        List<XmlElement> all = delete.all("Object");
        if (all.isEmpty() || all.size() > MOST) {
            throw S3Code.MalformedXML.error();
        }
        boolean quiet = delete.text("Quiet").filter("true"::equals).isPresent();
        XmlWriter xml = XmlWriter.of("DeleteResult");
        for (XmlElement object : all) {
            String key = object.need("Key");
            try {
                bucket.check(request.principal(), "s3:DeleteObject", key);
                Versions.refuse(object.text("VersionId").orElse("null"));
                Optional<String> etag = object.text("ETag");
                objects.delete(
                        new ObjectName(bucket.name(), key),
                        etag.<Condition>map(text -> new Condition.Matches(Etags.bare(text)))
                                .orElse(Condition.ALWAYS));
                if (!quiet) {
                    xml.open("Deleted").put("Key", key).close("Deleted");
                }
            } catch (S3Exception | QuernException e) {
                S3Exception error = S3Errors.of(e);
                xml.open("Error")
                        .put("Key", key)
                        .put("Code", error.code().name())
                        .put("Message", String.valueOf(error.getMessage()))
                        .close("Error");
            }
        }
        request.answer(xml);
    }
}
