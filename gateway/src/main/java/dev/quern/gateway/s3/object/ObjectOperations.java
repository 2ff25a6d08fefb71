package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.Operation;
import dev.quern.gateway.s3.S3Code;
import dev.quern.gateway.s3.S3Request;
import dev.quern.gateway.s3.bucket.Acl;
import dev.quern.objects.ObjectStore;
import java.io.IOException;
import java.util.List;

/** What can be done to an object, those told by a query parameter first. */
public final class ObjectOperations {
    private final GetObject get;
    private final PutObject put;
    private final CopyObject copy;
    private final DeleteObjects delete;
    private final Tagging tagging;
    private final ObjectAttributes attributes;

    public ObjectOperations(ObjectStore objects) {
        this.get = new GetObject(objects);
        this.put = new PutObject(objects);
        this.copy = new CopyObject(objects);
        this.delete = new DeleteObjects(objects);
        this.tagging = new Tagging(objects);
        this.attributes = new ObjectAttributes(objects);
    }

    public List<Operation> all() {
        return List.of(
                Operation.object("GET", "tagging", tagging::get),
                Operation.object("PUT", "tagging", tagging::put),
                Operation.object("DELETE", "tagging", tagging::delete),
                Operation.object("GET", "attributes", attributes::run),
                Operation.object("GET", "acl", Acl::get),
                Operation.object("PUT", "acl", Acl::put),
                Operation.object("GET", "torrent", ObjectOperations::notImplemented),
                Operation.object("GET", "retention", ObjectOperations::notImplemented),
                Operation.object("PUT", "retention", ObjectOperations::notImplemented),
                Operation.object("GET", "legal-hold", ObjectOperations::notImplemented),
                Operation.object("PUT", "legal-hold", ObjectOperations::notImplemented),
                Operation.object("POST", "select", ObjectOperations::notImplemented),
                Operation.object("POST", "restore", ObjectOperations::notImplemented),
                Operation.object("GET", "", get::run),
                Operation.object("HEAD", "", get::run),
                Operation.object("PUT", "", this::put),
                Operation.object("DELETE", "", delete::one),
                Operation.bucket("POST", "delete", delete::many));
    }

    private void put(S3Request request) throws IOException {
        if (CopySource.named(request.head())) {
            copy.run(request);
        } else {
            put.run(request);
        }
    }

    private static void notImplemented(S3Request request) {
        throw S3Code.NotImplemented.error();
    }
}
