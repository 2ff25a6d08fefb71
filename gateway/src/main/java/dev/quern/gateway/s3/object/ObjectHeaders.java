package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.Head;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.checksum.Algorithm;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which headers are kept with an object, and which are sent. */
public final class ObjectHeaders {
    public static final String META = "x-amz-meta-";
    public static final String TYPE = "x-amz-checksum-type";
    public static final String ALGORITHM = "x-amz-checksum-algorithm";

    private static final Set<String> KEPT = Set.of(
            "content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires");
    private static final List<String> UNKNOWN = List.of(
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-copy-source-server-side-encryption-customer-algorithm",
            "x-amz-object-lock-mode",
            "x-amz-object-lock-legal-hold",
            "x-amz-object-lock-retain-until-date",
            "x-amz-website-redirect-location",
            "x-amz-write-offset-bytes");
    private static final Set<String> PRIVATE = Set.of("private", "bucket-owner-full-control", "bucket-owner-read", "");
    private static final int MOST_META = 2 << 10;

    private ObjectHeaders() {}

    /**
     * What is kept of a request's headers, tags included.
     *
     * @throws dev.quern.gateway.s3.S3Exception for headers that ask for what is not there
     */
    public static Map<String, String> kept(Head head) {
        refuseUnknown(head);
        Map<String, String> kept = new HashMap<>();
        int meta = 0;
        for (String name : head.headerNames()) {
            if (name.startsWith(META)) {
                String value = String.join(",", head.headers(name));
                meta += name.length() - META.length() + value.length();
                kept.put(name, value);
            } else if (KEPT.contains(name)) {
                kept.put(name, head.header(name).orElseThrow());
            }
        }
        if (meta > MOST_META) {
            throw S3Code.MetadataTooLarge.error();
        }
        String coding = withoutChunks(kept.getOrDefault("content-encoding", ""));
        kept.remove("content-encoding");
        if (!coding.isEmpty()) {
            kept.put("content-encoding", coding);
        }
        kept.putIfAbsent("content-type", "binary/octet-stream");
        head.header(ObjectStore.TAGGING)
                .filter(tags -> !tags.isEmpty())
                .ifPresent(
                        tags -> kept.put(ObjectStore.TAGGING, Tags.parse(tags).text()));
        return kept;
    }

    /** aws-chunked is of the way here, not of the object. */
    private static String withoutChunks(String codings) {
        return Stream.of(codings.split(","))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equals("aws-chunked"))
                .collect(Collectors.joining(", "));
    }

    private static void refuseUnknown(Head head) {
        for (String name : UNKNOWN) {
            if (head.header(name).isPresent()) {
                throw S3Code.NotImplemented.error("The header " + name + " is not implemented.");
            }
        }
        if (!PRIVATE.contains(head.header("x-amz-acl").orElse(""))) {
            throw S3Code.AccessControlListNotSupported.error();
        }
        String storage = head.header("x-amz-storage-class").orElse("STANDARD");
        if (!storage.equals("STANDARD")) {
            throw S3Code.InvalidStorageClass.error();
        }
    }

    /** Sets an answer's headers. */
    static void send(S3Request request, ObjectInfo info, boolean checksums) {
        request.put("ETag", Etags.quoted(info.etag()));
        request.put("Last-Modified", dev.quern.gateway.s3.S3Times.http(info.modifiedAt()));
        request.put("Accept-Ranges", "bytes");
        info.headers().forEach((name, value) -> {
            if (name.startsWith(META) || KEPT.contains(name)) {
                request.put(name, value);
            }
        });
        int tags =
                Tags.parse(info.headers().getOrDefault(ObjectStore.TAGGING, "")).size();
        if (tags > 0) {
            request.put("x-amz-tagging-count", Integer.toString(tags));
        }
        if (checksums) {
            checksum(info).forEach(request::put);
        }
    }

    /** The checksum headers an object has, with their type. */
    public static Map<String, String> checksum(ObjectInfo info) {
        Map<String, String> found = new HashMap<>();
        info.headers().forEach((name, value) -> {
            if (Algorithm.ofHeader(name).isPresent()) {
                found.put(name, value);
                found.put(TYPE, info.headers().getOrDefault(TYPE, "FULL_OBJECT"));
            }
        });
        return found;
    }

    /** The algorithm a request names, if any. */
    public static Optional<Algorithm> wanted(Head head) {
        return head.header("x-amz-sdk-checksum-algorithm")
                .or(() -> head.header(ALGORITHM))
                .map(Algorithm::parse);
    }
}
