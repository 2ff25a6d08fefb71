package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.xml.XmlElement;
import dev.quern.objects.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** GetObjectTagging, PutObjectTagging and DeleteObjectTagging. */
final class Tagging {
    private static final int MOST_BYTES = 64 << 10;

    private final ObjectStore objects;

    Tagging(ObjectStore objects) {
        this.objects = objects;
    }

    void get(S3Request request) throws IOException {
        request.allow("s3:GetObjectTagging");
        Versions.refuse(request.query());
        request.answer(Tags.parse(objects.tags(request.name()).orElseThrow(S3Code.NoSuchKey::error))
                .xml());
    }

    void put(S3Request request) throws IOException {
        request.allow("s3:PutObjectTagging");
        Versions.refuse(request.query());
        Tags tags = Tags.ofObject(XmlElement.read(new ByteArrayInputStream(request.smallBody(MOST_BYTES)), "Tagging"));
        set(request, tags.text());
        request.answerEmpty(200);
    }

    void delete(S3Request request) throws IOException {
        request.allow("s3:DeleteObjectTagging");
        Versions.refuse(request.query());
        set(request, "");
        request.answerEmpty(204);
    }

    private void set(S3Request request, String tags) throws IOException {
        if (!objects.tag(request.name(), tags)) {
            throw S3Code.NoSuchKey.error();
        }
    }
}
