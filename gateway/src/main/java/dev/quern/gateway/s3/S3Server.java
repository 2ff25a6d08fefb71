package dev.quern.gateway.s3;

import dev.quern.core.error.QuernException;
import dev.quern.gateway.http.HttpServer;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.gateway.s3.bucket.BucketOperations;
import dev.quern.gateway.s3.multipart.UploadOperations;
import dev.quern.gateway.s3.object.ObjectOperations;
import dev.quern.gateway.s3.policy.BucketTable;
import dev.quern.gateway.s3.signature.Authentication;
import dev.quern.objects.ObjectStore;
import dev.quern.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The S3 protocol on its own address. */
public final class S3Server implements AutoCloseable {
    private final HttpServer http;

    public S3Server(S3Settings settings, Store store, ObjectStore objects, RoutingCache routing, InstantSource clock) {
        BucketTable buckets = new BucketTable(store.buckets());
        List<Operation> operations = new ArrayList<>(new UploadOperations(objects).all());
        operations.addAll(new ObjectOperations(objects).all());
        operations.addAll(new BucketOperations(store.buckets(), buckets, objects).all());
        KeyRing keys = new KeyRing(routing::key, id -> store.keys().signingSecret(id));
        S3Handler handler = new S3Handler(new Authentication(keys, clock), buckets, operations, settings.domain());
        this.http = new HttpServer(settings.http(), handler, new S3LayerErrors());
    }

    /** @throws QuernException unavailable when the address is taken */
    public void start() {
        try {
            http.start();
        } catch (QuernException e) {
            throw new QuernException(
                    e.code(),
                    e.text(),
                    "Choose another address for S3 with --s3-listen HOST:PORT, or turn it off with --s3-listen off.",
                    e);
        }
    }

    public String url() {
        return http.url();
    }

    @Override
    public void close() {
        http.close();
    }
}
