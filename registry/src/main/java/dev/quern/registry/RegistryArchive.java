package dev.quern.registry;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.oci.Digest;
import dev.quern.images.oci.ImageArchive;
import dev.quern.objects.StoredObject;
import dev.quern.store.registry.ManifestEntry;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A pushed image as an OCI layout whose blobs are read where they are stored. */
final class RegistryArchive implements ImageArchive {
    private static final String BLOBS = "blobs/sha256/";
    private static final String INDEX = "index.json";
    private static final String LAYOUT = "oci-layout";

    private final BlobBytes bytes;
    private final ManifestEntry manifest;

    RegistryArchive(BlobBytes bytes, ManifestEntry manifest) {
        this.bytes = bytes;
        this.manifest = manifest;
    }

    @Override
    public boolean has(String name) {
        return name.equals(INDEX) || name.equals(LAYOUT) || isBlob(name);
    }

    @Override
    public InputStream open(String name) {
        if (name.equals(INDEX)) {
            // Media types the registry took and digests hold nothing that JSON would have to escape.
            String index = "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + manifest.mediaType()
                    + "\",\"digest\":\"" + manifest.digest() + "\",\"size\":" + manifest.size() + "}]}";
            return new ByteArrayInputStream(index.getBytes(StandardCharsets.UTF_8));
        }
        if (!isBlob(name)) {
            throw new QuernException(ErrorCode.INVALID_IMAGE, "The image has no '" + name + "'");
        }
        try {
            return blob("sha256:" + name.substring(BLOBS.length()));
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "The object store failed: " + e.getMessage(), "Try again.", e);
        }
    }

    private InputStream blob(String digest) throws IOException {
        Optional<StoredObject> found = bytes.open(digest);
        if (found.isEmpty()) {
            throw new QuernException(
                    ErrorCode.INVALID_IMAGE, "The registry does not have " + digest, "Push the image again.");
        }
        StoredObject object = found.get();
        return new FilterInputStream(
                Channels.newInputStream(object.read(0, object.info().size()))) {
            @Override
            public void close() throws IOException {
                try (object) {
                    super.close();
                }
            }
        };
    }

    private static boolean isBlob(String name) {
        return name.startsWith(BLOBS) && Digest.isDigest("sha256:" + name.substring(BLOBS.length()));
    }

    @Override
    public void close() {}
}
