package dev.quern.gateway.http;

import dev.quern.core.api.ErrorBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.http.HttpLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The listener: HTTP/1.0, 1.1 and 2 on one port, in the clear or by TLS. */
public final class HttpServer implements AutoCloseable {
    private static final int HEADER_BYTES = 128 << 10;
    private static final long IDLE_MILLIS = 60_000;
    private static final long STOP_MILLIS = 5_000;
    /** None of them waits for long: see {@link Route#waits}. */
    private static final int THREADS = 32;

    private static final int H2_WINDOW = 1 << 20;
    /**
     * Read at once. Set at the factories of HTTP/2, which set the size of their frames in the configuration that HTTP/1
     * shares; what HTTP/1 has read ahead of an upgrade must fit in there.
     */
    private static final int INPUT_BYTES = 64 << 10;

    private final Server server;
    private final ServerConnector connector;
    private final HttpSettings settings;

    public HttpServer(HttpSettings settings, Handler handler) {
        this(settings, handler, new JsonErrors());
    }

    /** @param handler gets paths as they came, in which {@code ..}, {@code //} and encoded slashes mean themselves */
    public HttpServer(HttpSettings settings, Handler handler, ErrorHandler errors) {
        this.settings = settings;
        QueuedThreadPool threads = new Threads();
        threads.setName("quern-http");
        server = new Server(threads);
        // What is set up is never changed: then handlers are asked whether they wait, and those that do not are run by
        // the thread that found the request.
        server.setDynamic(false);
        server.setErrorHandler(errors);
        // Answers on their way when the server stops still arrive.
        server.setHandler(new GracefulHandler(handler));
        server.setStopTimeout(STOP_MILLIS);
        connector = new LoopConnector(server, factories());
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
    }

    private ConnectionFactory[] factories() {
        HttpConfiguration http = new HttpConfiguration();
        // Handlers look at what is odd in a path: in some it is a name.
        http.setUriCompliance(UriCompliance.UNSAFE);
        // Values as they came, not as they are usually written: signatures are over them.
        http.setHeaderCacheCaseSensitive(true);
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setOutputBufferSize(64 << 10);
        if (settings.tls().isEmpty()) {
            HTTP2CServerConnectionFactory h2c = new UpgradeWithoutBody(http);
            h2c.setInputBufferSize(INPUT_BYTES);
            h2c.setInitialStreamRecvWindow(H2_WINDOW);
            h2c.setInitialSessionRecvWindow(2 * H2_WINDOW);
            return new ConnectionFactory[] {new HttpConnectionFactory(http), h2c};
        }
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server ssl = new SslContextFactory.Server();
        ssl.setKeyStore(Pem.keyStore(settings.tls().get()));
        ssl.setKeyStorePassword("");
        HTTP2ServerConnectionFactory h2 = new HTTP2ServerConnectionFactory(http);
        h2.setInputBufferSize(INPUT_BYTES);
        h2.setInitialStreamRecvWindow(H2_WINDOW);
        h2.setInitialSessionRecvWindow(2 * H2_WINDOW);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        return new ConnectionFactory[] {
            new SslConnectionFactory(ssl, alpn.getProtocol()), alpn, h2, new HttpConnectionFactory(http)
        };
    }

    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.UNAVAILABLE,
                    "Cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(),
                    "Choose another address with --listen HOST:PORT.",
                    e);
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not start", e);
        }
    }

    /** The loop that the request's client is in. */
    public static Optional<HttpLoop> loop(Request request) {
        return LoopConnector.loop(request);
    }

    /**
     * Writes the whole of an answer in one go. In the loop of the request's client it goes out with others.
     *
     * @param write begins the write, and does not wait for it
     */
    public static void answer(Request request, Runnable write) {
        LoopConnector.endPoint(request).ifPresentOrElse(end -> end.answer(write), write);
    }

    /** The port in use, also when 0 was asked for. */
    public int port() {
        return connector.getLocalPort();
    }

    public String url() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return (settings.tls().isPresent() ? "https://" : "http://") + host + ":" + port();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        }
    }

    /**
     * Goes on with HTTP/1.1 when a request that asks for an upgrade has a body: all of it would come
     * before the first frame (RFC 7540 section 3.2), and what is streamed cannot be waited for.
     */
    private static final class UpgradeWithoutBody extends HTTP2CServerConnectionFactory {
        UpgradeWithoutBody(HttpConfiguration http) {
            super(http);
        }

        @Override
        public @Nullable Connection upgradeConnection(
                Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable response101) {
            return request.getHttpFields().contains(HttpHeader.TRANSFER_ENCODING)
                    ? null
                    : super.upgradeConnection(connector, endPoint, request, response101);
        }
    }

    /**
     * When a loop has written an answer, it looks for the client's next request itself: the HTTP server would wake a
     * thread for every one of them only to find that none has come yet.
     */
    private static final class Threads extends QueuedThreadPool {
        Threads() {
            super(THREADS, 4);
        }

        @Override
        public void execute(Runnable job) {
            if (job instanceof Connection && HttpLoop.isCurrent()) {
                job.run();
            } else {
                super.execute(job);
            }
        }
    }

    /** Requests the server itself refuses (malformed, too long) get the same error shape as all others. */
    private static final class JsonErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            int status = response.getStatus() < 400 ? 500 : response.getStatus();
            Errors.Answer answer = new Errors.Answer(
                    status,
                    new ErrorBody.Detail(
                            (status < 500 ? ErrorCode.INVALID_ARGUMENT : ErrorCode.INTERNAL).wire(),
                            "The request was refused by the HTTP layer: "
                                    + request.getAttribute(ErrorHandler.ERROR_MESSAGE),
                            null,
                            null,
                            null,
                            null,
                            null),
                    0);
            answer.head(response);
            byte[] body = answer.json();
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.write(true, ByteBuffer.wrap(body), callback);
            return true;
        }
    }
}
