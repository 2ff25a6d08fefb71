package dev.quern.images.oci;

import java.io.IOException;
import java.io.InputStream;

/** Named byte sequences, as an archive or directory holds an image. Names use slashes. */
public interface ImageArchive extends AutoCloseable {
    boolean has(String name);

    /** @throws dev.quern.core.error.QuernException invalid_image if there is no such file */
    InputStream open(String name);

    @Override
    void close();

    /** A whole document of at most {@link Documents#MAX_BYTES}. */
    default byte[] document(String name) {
        try (InputStream in = open(name)) {
            byte[] bytes = in.readNBytes(Documents.MAX_BYTES + 1);
            if (bytes.length > Documents.MAX_BYTES) {
                throw Invalid.image("'" + name + "' of the image is larger than " + Documents.MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw Invalid.image("'" + name + "' of the image cannot be read");
        }
    }
}
