package dev.quern.gateway.s3.multipart;

import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.checksum.Algorithm;
import dev.quern.gateway.s3.object.ObjectHeaders;
import dev.quern.gateway.s3.xml.XmlWriter;
import dev.quern.objects.Upload;
import dev.quern.objects.Uploads;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** CreateMultipartUpload. */
final class BeginUpload {
    static final String COMPOSITE = "COMPOSITE";
    static final String WHOLE = "FULL_OBJECT";

    private final Uploads uploads;

    BeginUpload(Uploads uploads) {
        this.uploads = uploads;
    }

    void run(S3Request request) throws IOException {
        request.allow("s3:PutObject");
        Map<String, String> headers = new HashMap<>(ObjectHeaders.kept(request.head()));
        Optional<Algorithm> algorithm =
                request.head().header(ObjectHeaders.ALGORITHM).map(Algorithm::parse);
        Optional<String> type = request.head().header(ObjectHeaders.TYPE);
        if (algorithm.isPresent()) {
            headers.put(ObjectHeaders.ALGORITHM, algorithm.get().name());
            headers.put(ObjectHeaders.TYPE, type(algorithm.get(), type));
        } else if (type.isPresent()) {
            throw S3Code.InvalidRequest.error(
                    "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        }
        Upload upload =
                uploads.begin(request.name(), headers, request.principal().keyId());
        if (algorithm.isPresent()) {
            request.put(ObjectHeaders.ALGORITHM, algorithm.get().name());
            request.put(ObjectHeaders.TYPE, headers.getOrDefault(ObjectHeaders.TYPE, COMPOSITE));
        }
        request.answer(XmlWriter.of("InitiateMultipartUploadResult")
                .put("Bucket", upload.name().bucket())
                .put("Key", upload.name().key())
                .put("UploadId", upload.id()));
    }

    private static String type(Algorithm algorithm, Optional<String> asked) {
        String type = asked.orElse(algorithm == Algorithm.CRC64NVME ? WHOLE : COMPOSITE);
        boolean possible = switch (type) {
            case WHOLE -> algorithm.combines();
            case COMPOSITE -> algorithm != Algorithm.CRC64NVME;
            default -> throw S3Code.InvalidRequest.error("Value for x-amz-checksum-type header is invalid.");
        };
        if (!possible) {
            throw S3Code.InvalidRequest.error(
                    "The " + type + " checksum type cannot be used with the " + algorithm + " checksum algorithm.");
        }
        return type;
    }
}
