package dev.quern.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback whose answers a test writes byte by byte, since it is about answers gone wrong. */
final class TestServer implements AutoCloseable {
    interface Handler {
        void handle(Exchange exchange) throws IOException;
    }

    private final ServerSocket listener;
    private final Handler handler;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> heads = new CopyOnWriteArrayList<>();

    TestServer(Handler handler) {
        this.handler = handler;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** The request lines so far, without the protocol's version. */
    List<String> requests() {
        return requests;
    }

    /** The header of the last request, empty if it had none of this name. */
    String header(String name) {
        return heads.getLast().getOrDefault(name, "");
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String first = line(in);
            Map<String, String> head = new TreeMap<>();
            for (String line; !(line = line(in)).isEmpty(); ) {
                head.put(
                        line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        line.substring(line.indexOf(':') + 1).trim());
            }
            requests.add(first.replace(" HTTP/1.1", ""));
            heads.add(head);
            handler.handle(new Exchange(first, head, in, socket.getOutputStream(), socket));
        } catch (IOException e) {
            // The client left, which some tests are about.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Exchange(String request, Map<String, String> head, InputStream in, OutputStream out, Socket socket) {
        /** The next piece of the request body, empty at its end. */
        byte[] piece() throws IOException {
            int size = Integer.parseInt(line(in), 16);
            byte[] piece = in.readNBytes(size);
            line(in);
            return piece;
        }

        byte[] body() throws IOException {
            if (head.containsKey("content-length")) {
                return in.readNBytes(Integer.parseInt(head.get("content-length")));
            }
            if (!head.containsKey("transfer-encoding")) {
                return new byte[0];
            }
            List<byte[]> pieces = new ArrayList<>();
            for (byte[] piece; (piece = piece()).length > 0; ) {
                pieces.add(piece);
            }
            byte[] all = new byte[pieces.stream().mapToInt(p -> p.length).sum()];
            int at = 0;
            for (byte[] piece : pieces) {
                System.arraycopy(piece, 0, all, at, piece.length);
                at += piece.length;
            }
            return all;
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void chunk(byte[] bytes) throws IOException {
            raw(Integer.toHexString(bytes.length) + "\r\n");
            out.write(bytes);
            raw("\r\n");
        }

        void begin(String... headers) throws IOException {
            raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nQuern-Call-Id: " + CliTest.CALL + "\r\n"
                    + String.join("", headers) + "\r\n");
        }

        void json(int status, String text) throws IOException {
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            raw("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n"
                    + text);
        }
    }
}
