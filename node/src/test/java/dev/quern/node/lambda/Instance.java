package dev.quern.node.lambda;

import dev.quern.node.http.HttpListener;
import dev.quern.node.http.OwnLoop;
import dev.quern.node.share.Holder;
import dev.quern.node.share.Share;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The Runtime API of an instance whose process is the test: clients of it are sockets on loopback. */
final class Instance implements AutoCloseable {
    static final String NEXT = "/2018-06-01/runtime/invocation/next";

    final AtomicInteger kills = new AtomicInteger();
    final RuntimeApi api = new RuntimeApi(kills::incrementAndGet);
    final LambdaConnection connection;
    private final Share room;
    private final OwnLoop loop = new OwnLoop("test-runtime-api");
    private final HttpListener listener;
    private final int port;

    Instance() throws IOException {
        this(LambdaConnection.roomOfNode().of(new Holder("default", "default/shop@7")));
    }

    Instance(Share room) throws IOException {
        this.room = room;
        connection = connect();
        ServerSocketChannel socket = ServerSocketChannel.open();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
        listener = loop.listen(socket, RuntimeClient.MOST_AT_ONCE, c -> new RuntimeClient(api, c));
    }

    LambdaConnection connect() {
        return new LambdaConnection(api, new Identity("shop", 7), room);
    }

    Client client() throws IOException {
        return new Client(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static String response(String id) {
        return "/2018-06-01/runtime/invocation/" + id + "/response";
    }

    static String error(String id) {
        return "/2018-06-01/runtime/invocation/" + id + "/error";
    }

    @Override
    public void close() {
        api.ended();
        listener.close();
        loop.close();
    }

    /** An answer of the Runtime API. */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** One connection of a runtime client, kept alive. */
    static final class Client implements AutoCloseable {
        final Socket socket;
        private final InputStream in;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(20_000);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Asks, and does not wait. */
        void ask() throws IOException {
            write("GET " + NEXT + " HTTP/1.1\r\nHost: x\r\n\r\n");
        }

        Answer get(String path) throws IOException {
            write("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
            return answer();
        }

        Answer post(String path, String body, String... headers) throws IOException {
            write("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + lines(headers) + "Content-Length: "
                    + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n" + body);
            return answer();
        }

        /** Begins a request with chunks. */
        void begin(String path, String... headers) throws IOException {
            write("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + lines(headers) + "Transfer-Encoding: chunked\r\n\r\n");
        }

        void chunk(String text) throws IOException {
            write(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
        }

        Answer end(String... trailers) throws IOException {
            write("0\r\n" + lines(trailers) + "\r\n");
            return answer();
        }

        private static String lines(String... headers) {
            StringBuilder lines = new StringBuilder();
            for (String header : headers) {
                lines.append(header).append("\r\n");
            }
            return lines.toString();
        }

        Answer answer() throws IOException {
            String first = line();
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
            String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            return new Answer(Integer.parseInt(first.substring(9, 12)), headers, body);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the connection was closed");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
