package dev.quern.gateway.task;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that speaks bytes, so that a test decides what travels when. */
final class RawClient implements AutoCloseable {
    final Socket socket = new Socket();
    final OutputStream out;
    private final InputStream in;

    RawClient(TaskServer server) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", server.port));
        socket.setSoTimeout(60_000);
        out = socket.getOutputStream();
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawClient post(String path, String key, String... headers) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n"
                + String.join("", headers) + "\r\n");
    }

    RawClient send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    RawClient chunk(String text) throws IOException {
        return send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    /** Up to the blank line after the head. */
    String head() throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (!got.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            got.write(next());
        }
        return got.toString(StandardCharsets.ISO_8859_1);
    }

    /** A line of the body, without the chunks it came in; the chunks' own lines are passed over. */
    String bodyLine() throws IOException {
        String line = line();
        while (!line.startsWith("{")) {
            line = line();
        }
        return line;
    }

    String read(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = next(); c != '\n'; c = next()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    /** @throws EOFException at the end */
    int next() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException("the server closed");
        }
        return c;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
