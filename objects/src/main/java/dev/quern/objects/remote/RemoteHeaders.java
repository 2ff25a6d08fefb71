package dev.quern.objects.remote;

import dev.quern.objects.ObjectStore;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** Headers of objects as the SDK has them. Expires, which it knows as a time only, travels as metadata. */
final class RemoteHeaders {
    private static final String META = "x-amz-meta-";
    private static final String EXPIRES = "quern-expires";

    private RemoteHeaders() {}

    static void put(PutObjectRequest.Builder to, Map<String, String> headers) {
        to.metadata(metadata(headers));
        each(headers, "content-type", to::contentType);
        each(headers, "cache-control", to::cacheControl);
        each(headers, "content-disposition", to::contentDisposition);
        each(headers, "content-encoding", to::contentEncoding);
        each(headers, "content-language", to::contentLanguage);
        each(headers, ObjectStore.TAGGING, to::tagging);
        each(headers, "x-amz-checksum-crc32", to::checksumCRC32);
        each(headers, "x-amz-checksum-crc32c", to::checksumCRC32C);
        each(headers, "x-amz-checksum-crc64nvme", to::checksumCRC64NVME);
        each(headers, "x-amz-checksum-sha1", to::checksumSHA1);
        each(headers, "x-amz-checksum-sha256", to::checksumSHA256);
    }

    static void put(CreateMultipartUploadRequest.Builder to, Map<String, String> headers) {
        to.metadata(metadata(headers));
        each(headers, "content-type", to::contentType);
        each(headers, "cache-control", to::cacheControl);
        each(headers, "content-disposition", to::contentDisposition);
        each(headers, "content-encoding", to::contentEncoding);
        each(headers, "content-language", to::contentLanguage);
        each(headers, ObjectStore.TAGGING, to::tagging);
        each(headers, "x-amz-checksum-algorithm", to::checksumAlgorithm);
        each(headers, "x-amz-checksum-type", to::checksumType);
    }

    static void put(CopyObjectRequest.Builder to, Map<String, String> headers) {
        to.metadataDirective(MetadataDirective.REPLACE).metadata(metadata(headers));
        to.taggingDirective(TaggingDirective.REPLACE);
        each(headers, "content-type", to::contentType);
        each(headers, "cache-control", to::cacheControl);
        each(headers, "content-disposition", to::contentDisposition);
        each(headers, "content-encoding", to::contentEncoding);
        each(headers, "content-language", to::contentLanguage);
        each(headers, ObjectStore.TAGGING, to::tagging);
    }

    static Map<String, String> of(HeadObjectResponse head) {
        Map<String, String> headers = new HashMap<>();
        head.metadata().forEach((name, value) -> headers.put(name.equals(EXPIRES) ? "expires" : META + name, value));
        BiConsumer<String, @Nullable String> add = (name, value) -> {
            if (value != null) {
                headers.put(name, value);
            }
        };
        add.accept("content-type", head.contentType());
        add.accept("cache-control", head.cacheControl());
        add.accept("content-disposition", head.contentDisposition());
        add.accept("content-encoding", head.contentEncoding());
        add.accept("content-language", head.contentLanguage());
        add.accept("x-amz-checksum-crc32", head.checksumCRC32());
        add.accept("x-amz-checksum-crc32c", head.checksumCRC32C());
        add.accept("x-amz-checksum-crc64nvme", head.checksumCRC64NVME());
        add.accept("x-amz-checksum-sha1", head.checksumSHA1());
        add.accept("x-amz-checksum-sha256", head.checksumSHA256());
        add.accept("x-amz-checksum-type", head.checksumTypeAsString());
        return headers;
    }

    private static Map<String, String> metadata(Map<String, String> headers) {
        Map<String, String> metadata = new HashMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith(META)) {
                metadata.put(name.substring(META.length()), value);
            } else if (name.equals("expires")) {
                metadata.put(EXPIRES, value);
            }
        });
        return metadata;
    }

    private static void each(Map<String, String> headers, String name, Consumer<String> set) {
        String value = headers.get(name);
        if (value != null) {
            set.accept(value);
        }
    }
}
