package dev.quern.app.demo;

import dev.quern.app.server.ConfigFile;
import dev.quern.app.server.Server;
import dev.quern.app.server.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server as {@code quern up} runs it, which stops with the program however that ends. */
final class DemoServer implements AutoCloseable {
    private static final int USUAL_PORT = 8080;

    private final Server server;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean staying;

    private DemoServer(Server server) {
        this.server = server;
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("demo-stop").unstarted(this::stop));
    }

    /** On the usual port, or any other when that is taken. */
    static DemoServer start(Path data) {
        String listen = isFree(USUAL_PORT) ? ServerConfig.DEFAULT_LISTEN : "127.0.0.1:0";
        return new DemoServer(
                Server.start(ConfigFile.read(data, Optional.empty(), Map.of("listen", listen, "s3.listen", "off"))));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    String url() {
        return server.url();
    }

    /** A file with the admin key on one line. */
    Path keyFile() {
        return server.keyFile();
    }

    /** Returns never: a signal ends the program, with exit code 0. */
    void stay() {
        staying = true;
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A stop that was asked for is a success, where the JVM would exit with 130 or 143. */
    private void stop() {
        close();
        if (staying) {
            Runtime.getRuntime().halt(0);
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            server.close();
        }
    }
}
