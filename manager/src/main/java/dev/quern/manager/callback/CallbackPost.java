package dev.quern.manager.callback;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST over HTTP/1.1 (RFC 9112) on a connection of its own, to an address that was looked up and checked
 * before, while the host's name stays in the Host header and in TLS. The JDK's client looks names up itself and
 * knows no way to tell it the address. Redirects are answers like any other.
 */
final class CallbackPost implements AutoCloseable {
    /** Of the answer's head. */
    private static final int MOST_HEAD = 16 << 10;

    private final SSLSocketFactory trusting;
    private final ScheduledThreadPoolExecutor timer;

    /** @param trusting makes connections that believe the authorities it knows */
    CallbackPost(SSLSocketFactory trusting) {
        this.trusting = trusting;
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("quern-callback-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Sends it and returns the answer's status.
     *
     * @param timeout for all of it
     */
    int send(
            CallbackTarget target,
            InetSocketAddress address,
            Map<String, String> headers,
            byte[] body,
            Duration timeout)
            throws IOException {
        try (Socket socket = new Socket()) {
            // Timeouts of reads would start anew with every byte, and writes have none.
            Future<?> end = timer.schedule(() -> close(socket), timeout.toMillis(), TimeUnit.MILLISECONDS);
            try {
                socket.connect(address, (int) timeout.toMillis());
                return target.tls() ? secured(socket, target, headers, body) : exchange(socket, target, headers, body);
            } finally {
                end.cancel(false);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private int secured(Socket socket, CallbackTarget target, Map<String, String> headers, byte[] body)
            throws IOException {
        try (SSLSocket tls = (SSLSocket) trusting.createSocket(socket, target.host(), target.port(), true)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return exchange(tls, target, headers, body);
        }
    }

    private static int exchange(Socket socket, CallbackTarget target, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head = new StringBuilder("POST " + target.path() + " HTTP/1.1\r\n");
        head.append("Host: ").append(target.authority()).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
        OutputStream out = socket.getOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
        InputStream in = socket.getInputStream();
        int left = MOST_HEAD;
        while (true) {
            String answer = head(in, left);
            left -= answer.length();
            int status = status(answer);
            if (status >= 200) {
                return status;
            }
        }
    }

    private static String head(InputStream in, int most) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < most) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection ended before an answer came");
            }
            head.append((char) b);
            if (b == '\n'
                    && (head.indexOf("\r\n\r\n", head.length() - 4) >= 0
                            || head.indexOf("\n\n", head.length() - 2) >= 0)) {
                return head.toString();
            }
        }
        throw new IOException("the answer's head is longer than " + MOST_HEAD + " bytes");
    }

    private static int status(String head) throws IOException {
        if (head.matches("(?s)HTTP/1\\.[01] [1-5][0-9][0-9][ \\r\\n].*")) {
            return Integer.parseInt(head.substring(9, 12));
        }
        throw new IOException("the answer is not HTTP/1.1");
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed then.
            org.slf4j.LoggerFactory.getLogger(CallbackPost.class).debug("A late callback", e);
        }
    }
}
