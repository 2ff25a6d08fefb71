package dev.quern.gateway.s3.object;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.checksum.CheckedInput;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectStore;
import java.io.IOException;
import java.util.Map;

/** PutObject. */
final class PutObject {
    private final ObjectStore objects;

    PutObject(ObjectStore objects) {
        this.objects = objects;
    }

    void run(S3Request request) throws IOException {
        request.allow("s3:PutObject");
        Map<String, String> headers = ObjectHeaders.kept(request.head());
        Condition condition = Preconditions.write(request.head());
        refuseEarly(request.name(), condition);
        CheckedInput body = request.body(S3Request.LARGEST_PUT, ObjectHeaders.wanted(request.head()));
        ObjectInfo info =
                objects.put(request.name(), new ObjectContent.Stream(body, body::checksums), headers, condition);
        request.put("ETag", Etags.quoted(info.etag()));
        ObjectHeaders.checksum(info).forEach(request::put);
        request.answerEmpty(200);
    }

    /** What fails now fails without its body being stored first; what holds now is asked again with the write. */
    private void refuseEarly(ObjectName name, Condition condition) throws IOException {
        switch (condition) {
            case Condition.Always _ -> {
                // Nothing to ask.
            }
            case Condition.Absent _ -> {
                if (objects.find(name).isPresent()) {
                    throw S3Code.PreconditionFailed.error();
                }
            }
            case Condition.Present _, Condition.Matches _ -> {
                if (objects.find(name).isEmpty()) {
                    throw S3Code.NoSuchKey.error();
                }
            }
            case Condition.Differs differs -> {
                if (objects.find(name)
                        .filter(info -> info.etag().equals(differs.etag()))
                        .isPresent()) {
                    throw new QuernException(ErrorCode.CONDITION_FAILED, "The object has this etag");
                }
            }
        }
    }
}
