package dev.quern.app.server;

import dev.quern.cli.session.Session;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quern up}: everything in one process until it is told to stop. */
@Command(
        name = "up",
        description = {
            "Run a server on this machine: gateway, node and store in one process.",
            "SIGTERM and Ctrl-C let running calls finish within the grace time, then stop."
        },
        footer = {
            "",
            "Flags win over DATA/quern.properties, which has a key for each and more: docs/configuration.md.",
            "Example: sudo quern up --data /srv/quern --listen 127.0.0.1:8080"
        })
public final class Up implements Callable<Integer> {
    private final Session session;

    @Option(names = "--listen", paramLabel = "ADDR", description = "HOST:PORT, default " + ServerConfig.DEFAULT_LISTEN)
    @Nullable
    String listen;

    @Option(
            names = "--s3-listen",
            paramLabel = "ADDR",
            description = "HOST:PORT for S3 clients, or off; default 920 above --listen's port, so 9000")
    @Nullable
    String s3Listen;

    @Option(
            names = "--objects",
            paramLabel = "URL",
            description = "s3://HOST/BUCKET of your own store for objects, instead of the data directory;"
                    + " credentials come from the environment or objects.credentials-file")
    @Nullable
    String objects;

    @Option(names = "--config", paramLabel = "FILE", description = "Instead of DATA/" + ServerConfig.FILE)
    @Nullable
    Path config;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "PEM certificate chain")
    @Nullable
    String certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM key (PKCS #8) of the certificate")
    @Nullable
    String key;

    @Option(names = "--insecure", description = "Listen beyond loopback without TLS")
    boolean insecure;

    @Option(
            names = "--store-url-file",
            paramLabel = "FILE",
            description = "A file with the URL of your PostgreSQL, instead of the embedded one")
    @Nullable
    String storeUrlFile;

    @Option(names = "--runtime", paramLabel = "NAME", description = "crun or runc, for versions that name none")
    @Nullable
    String runtime;

    @Option(names = "--grace", paramLabel = "DURATION", description = "For running calls at the end, default 30s")
    @Nullable
    String grace;

    public Up(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        long start = System.nanoTime();
        Logging.configure(session.globals().isVerbose() ? Level.FINE : Level.INFO);
        ServerConfig read = ConfigFile.read(session.dataOrDefault(), Optional.ofNullable(config), flags());
        Server server = Server.start(read);
        session.err()
                .printf(
                        "quern is up at %s after %.1f s; the admin key is in %s%n",
                        server.url(), (System.nanoTime() - start) / 1e9, server.keyFile());
        server.s3Url()
                .ifPresent(url -> session.err()
                        .printf("S3 is at %s; the admin's credentials are in %s%n", url, server.s3CredentialsFile()));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("quern-stop").unstarted(() -> stop(server)));
        stopped.await();
        return 0;
    }

    /** On SIGTERM. The JVM would exit with 143; a stop that was asked for and went well is a success. */
    private void stop(Server server) {
        int status = 0;
        try {
            session.err().println("quern is stopping; running calls may finish");
            server.close();
        } catch (RuntimeException e) {
            session.err().println("error: the server did not stop cleanly: " + e);
            status = 1;
        }
        session.err().flush();
        Runtime.getRuntime().halt(status);
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        put(flags, "listen", listen);
        put(flags, "s3.listen", s3Listen);
        put(flags, "objects", objects);
        put(flags, "tls.cert", certificate);
        put(flags, "tls.key", key);
        put(flags, "insecure", insecure ? "true" : null);
        put(flags, "store.url-file", storeUrlFile);
        put(flags, "runtime", runtime);
        put(flags, "drain.grace", grace);
        return flags;
    }

    private static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }
}
