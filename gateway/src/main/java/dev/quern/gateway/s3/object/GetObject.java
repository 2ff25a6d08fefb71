package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.Query;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Exception;
import dev.quern.gateway.s3.S3Request;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.PartInfo;
import dev.quern.objects.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** GetObject and HeadObject. */
final class GetObject {
    private static final Map<String, String> OVERRIDES = Map.of(
            "response-content-type", "Content-Type",
            "response-content-language", "Content-Language",
            "response-expires", "Expires",
            "response-cache-control", "Cache-Control",
            "response-content-disposition", "Content-Disposition",
            "response-content-encoding", "Content-Encoding");

    private final ObjectStore objects;

    GetObject(ObjectStore objects) {
        this.objects = objects;
    }

    void run(S3Request request) throws IOException {
        request.allow("s3:GetObject");
        Versions.refuse(request.query());
        if (request.isHead()) {
            ObjectInfo info = objects.find(request.name()).orElseThrow(S3Code.NoSuchKey::error);
            Optional<Selection> selection = select(request, info);
            if (selection.isPresent()) {
                request.begin(selection.get().status(), selection.get().range().length());
                request.send(ByteBuffer.allocate(0), true);
            }
            return;
        }
        try (StoredObject object = objects.open(request.name()).orElseThrow(S3Code.NoSuchKey::error)) {
            Optional<Selection> selection = select(request, object.info());
            if (selection.isPresent()) {
                request.begin(selection.get().status(), selection.get().range().length());
                send(request, object, selection.get().range());
            }
        }
    }

    private record Selection(int status, ByteRange range) {}

    /** Sets the headers; empty when the answer was a 304. */
    private Optional<Selection> select(S3Request request, ObjectInfo info) throws IOException {
        boolean news = Preconditions.read(request.head(), info);
        boolean checksums = request.head().header("x-amz-checksum-mode").isPresent();
        if (!news) {
            ObjectHeaders.send(request, info, false);
            request.answerEmpty(304);
            return Optional.empty();
        }
        Optional<ByteRange> range;
        Query query = request.query();
        ObjectHeaders.send(
                request, info, checksums && request.head().header("range").isEmpty());
        if (query.has("partNumber")) {
            range = Optional.of(part(request, info, query.text("partNumber"), checksums));
        } else {
            range = request.head().header("range").flatMap(text -> ByteRange.parse(text, info.size()));
        }
        OVERRIDES.forEach((name, header) -> query.get(name).ifPresent(value -> request.put(header, value)));
        if (range.isPresent() && info.size() > 0) {
            request.put("Content-Range", range.get().of(info.size()));
            return Optional.of(new Selection(206, range.get()));
        }
        return Optional.of(new Selection(200, new ByteRange(0, info.size())));
    }

    private ByteRange part(S3Request request, ObjectInfo info, String text, boolean checksums) throws IOException {
        int number = PartNumbers.parse(text);
        List<PartInfo> parts = objects.parts(info.name());
        if (parts.isEmpty() && number == 1) {
            return new ByteRange(0, info.size());
        }
        request.put("x-amz-mp-parts-count", Integer.toString(parts.size()));
        long from = 0;
        for (PartInfo part : parts) {
            // Clients count the parts that are there; an upload's numbers may have had gaps.
            if (--number == 0) {
                if (checksums) {
                    // Of the bytes that are sent, in place of the whole object's.
                    part.checksums().forEach(request::put);
                }
                return new ByteRange(from, part.size());
            }
            from += part.size();
        }
        throw invalidPart();
    }

    private static S3Exception invalidPart() {
        return S3Code.InvalidRange.error("The requested partnumber is not satisfiable");
    }

    private static void send(S3Request request, StoredObject object, ByteRange range) throws IOException {
        if (range.length() == 0) {
            request.send(ByteBuffer.allocate(0), true);
            return;
        }
        try (ReadableByteChannel channel = object.read(range.from(), range.length())) {
            Transfer.send(request, channel, range.length());
        }
    }
}
