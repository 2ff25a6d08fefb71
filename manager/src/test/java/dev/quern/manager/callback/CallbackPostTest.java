package dev.quern.manager.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a notification over TLS is given to: a receiver whose certificate is of its name and of a known authority. */
class CallbackPostTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private KeyStore own;
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        Path file = directory.resolve("own.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=receiver",
                        "-ext",
                        "san=dns:receiver.test",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        own = KeyStore.getInstance(file.toFile(), PASSWORD);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aReceiverWithTheRightCertificateIsTold() throws Exception {
        assertThat(send("receiver.test", trustingOwn())).isEqualTo(204);
        assertThat(received)
                .containsExactly("receiver.test:" + server.getAddress().getPort());
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() {
        assertThatThrownBy(() -> send("other.test", trustingOwn())).isInstanceOf(SSLHandshakeException.class);
        assertThat(received).isEmpty();
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        assertThatThrownBy(() -> send("receiver.test", (SSLSocketFactory) SSLSocketFactory.getDefault()))
                .isInstanceOf(SSLHandshakeException.class);
        assertThat(received).isEmpty();
    }

    private int send(String host, SSLSocketFactory trusting) throws IOException {
        try (CallbackPost post = new CallbackPost(trusting)) {
            return post.send(
                    new CallbackTarget(true, host, server.getAddress().getPort(), "/"),
                    server.getAddress(),
                    Map.of(),
                    BODY,
                    Duration.ofSeconds(10));
        }
    }

    private SSLSocketFactory trustingOwn() throws Exception {
        KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
        known.load(null, null);
        known.setCertificateEntry("own", own.getCertificate("own"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
