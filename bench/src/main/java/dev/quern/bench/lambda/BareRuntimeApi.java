package dev.quern.bench.lambda;

import dev.quern.bench.run.Http;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** A Runtime API that does nothing else: there is always a next event, and what comes back is counted. */
final class BareRuntimeApi implements AutoCloseable {
    private static final byte[] ACCEPTED =
            "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final AtomicLong answered = new AtomicLong();
    private final byte[] event;

    BareRuntimeApi(String json) throws IOException {
        event = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        + "Lambda-Runtime-Aws-Request-Id: 01a200ec-dad3-7ea0-87e5-77a3c0f3b70d\r\n"
                        + "Lambda-Runtime-Deadline-Ms: 4102444800000\r\n"
                        + "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:bench:000000000000:function:bench:1\r\n"
                        + "Lambda-Runtime-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0\r\n"
                        + "Content-Length: " + json.length() + "\r\n\r\n" + json)
                .getBytes(StandardCharsets.US_ASCII);
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    long answered() {
        return answered.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            while (true) {
                String request = Http.line(in);
                int length = 0;
                for (String line = Http.line(in); !line.isEmpty(); line = Http.line(in)) {
                    if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(line.substring(15).strip());
                    }
                }
                in.skipNBytes(length);
                if (request.startsWith("GET")) {
                    socket.getOutputStream().write(event);
                } else {
                    answered.incrementAndGet();
                    socket.getOutputStream().write(ACCEPTED);
                }
            }
        } catch (IOException e) {
            // The client has left.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
