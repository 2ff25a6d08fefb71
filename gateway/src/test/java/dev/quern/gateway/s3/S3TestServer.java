package dev.quern.gateway.s3;

import dev.quern.core.access.Role;
import dev.quern.gateway.Installation;
import dev.quern.gateway.http.HttpSettings;
import dev.quern.objects.disk.DiskObjectStore;
import dev.quern.store.key.NewKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** An S3 listener on a real store, one for all tests; each works in buckets of its own. */
public final class S3TestServer implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    public final Installation quern;
    public final DiskObjectStore objects;
    public final URI url;
    /** How far the server's clock is ahead of everybody's. */
    final AtomicLong aheadSeconds = new AtomicLong();

    private final S3Server server;

    /** A key's two halves. */
    public record Credentials(String id, String secret) {
        public AwsBasicCredentials aws() {
            return AwsBasicCredentials.create(id, secret);
        }
    }

    public S3TestServer(Installation quern) {
        this.quern = quern;
        try {
            objects = DiskObjectStore.open(quern.store, quern.data.resolve("objects"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = new S3Server(
                new S3Settings(new HttpSettings("127.0.0.1", 0, Optional.empty(), false), Optional.of("s3.localhost")),
                quern.store,
                objects,
                quern.routing,
                () -> Instant.now().plusSeconds(aheadSeconds.get()));
        server.start();
        url = URI.create(server.url());
    }

    public Credentials credentials(Role role, String namespace) {
        Optional<String> where = role == Role.ADMIN ? Optional.empty() : Optional.of(namespace);
        NewKey key = quern.store.keys().create("s3", role, where, Optional.empty());
        quern.routing.refreshKey(key.key().id());
        return new Credentials(
                key.key().id(), quern.store.keys().signingSecret(key.key().id()).orElseThrow());
    }

    public Credentials developer() {
        return credentials(Role.DEVELOPER, quern.namespace());
    }

    public S3Client client(Credentials credentials) {
        return client(credentials, true);
    }

    public S3Client client(Credentials credentials, boolean chunked) {
        return S3Client.builder()
                .endpointOverride(url)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials.aws()))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(true)
                        .chunkedEncodingEnabled(chunked)
                        .build())
                .build();
    }

    public S3Presigner presigner(Credentials credentials) {
        return S3Presigner.builder()
                .endpointOverride(url)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials.aws()))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    public static String bucket() {
        return "bucket-" + NUMBER.incrementAndGet();
    }

    @Override
    public void close() {
        server.close();
        objects.close();
    }

    /** Hands the one server to tests that ask for it. */
    public static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == S3TestServer.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Object installation = new Installation.Shared().resolveParameter(parameter, context);
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(
                            S3TestServer.class, _ -> new S3TestServer((Installation) installation), S3TestServer.class);
        }
    }
}
