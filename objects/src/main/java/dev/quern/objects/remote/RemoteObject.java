package dev.quern.objects.remote;

import dev.quern.objects.ObjectInfo;
import dev.quern.objects.StoredObject;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** An object opened at a remote store: every read asks for the same write by its etag, and fails once it is gone. */
final class RemoteObject implements StoredObject {
    private final S3Client client;
    private final GetObjectRequest request;
    private final ObjectInfo info;

    RemoteObject(S3Client client, GetObjectRequest request, ObjectInfo info) {
        this.client = client;
        this.request = request;
        this.info = info;
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public ReadableByteChannel read(long from, long length) throws IOException {
        if (length == 0) {
            return Channels.newChannel(java.io.InputStream.nullInputStream());
        }
        GetObjectRequest part = request.toBuilder()
                .range("bytes=" + from + "-" + (from + length - 1))
                .ifMatch('"' + info.etag() + '"')
                .build();
        return Channels.newChannel(RemoteErrors.run(() -> client.getObject(part)));
    }

    @Override
    public void close() {
        // Each read has a connection of its own, closed with it.
    }
}
