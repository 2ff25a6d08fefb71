package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that speaks bytes, so that a test decides what travels when, and sees how it ends. */
final class Wire implements AutoCloseable {
    final Socket socket;
    final InputStream in;
    final OutputStream out;

    Wire(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** The head of a call of {@code function}, with the key. */
    static String head(String version, String function, String... headers) {
        StringBuilder text = new StringBuilder("POST " + TestServer.path(function) + " " + version + "\r\n"
                + "Host: localhost\r\nAuthorization: Bearer " + TestServer.KEY + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    Wire send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /** Reads until what was read ends with {@code end}. */
    String readUntil(String end) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (!got.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("ended after: " + got.toString(StandardCharsets.ISO_8859_1));
            }
            got.write(b);
        }
        return got.toString(StandardCharsets.ISO_8859_1);
    }

    String readHead() throws IOException {
        return readUntil("\r\n\r\n");
    }

    String read(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    /** The first chunk's content. The CRLF that ends a chunk may come with the next one. */
    String readChunk() throws IOException {
        return read(Integer.parseInt(readUntil("\r\n").trim(), 16));
    }

    String readNextChunk() throws IOException {
        assertThat(read(2)).isEqualTo("\r\n");
        return readChunk();
    }

    /** The last chunk, and the trailers after it. */
    String readLastChunk() throws IOException {
        assertThat(readNextChunk()).isEmpty();
        StringBuilder trailers = new StringBuilder();
        for (String line = readUntil("\r\n"); !line.equals("\r\n"); line = readUntil("\r\n")) {
            trailers.append(line);
        }
        return trailers.toString();
    }

    /** What came until the end, and whether the end was a reset rather than a close. */
    record Ending(String text, boolean reset) {}

    Ending readToEnd() throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 << 10];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                got.write(buffer, 0, n);
            }
            return new Ending(got.toString(StandardCharsets.ISO_8859_1), false);
        } catch (SocketException e) {
            return new Ending(got.toString(StandardCharsets.ISO_8859_1), true);
        }
    }

    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with RST, as a crashed machine's kernel or a firewall does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
