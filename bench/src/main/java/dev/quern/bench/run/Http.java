package dev.quern.bench.run;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One keep-alive HTTP/1.1 connection with as little of a client around it as possible. */
public final class Http implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String key;
    private long lines;

    public Http(Server server) throws IOException {
        socket = new Socket("127.0.0.1", server.port());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 256 << 10);
        out = socket.getOutputStream();
        key = server.key();
    }

    /** {@code text} is the beginning of the body, {@code lines} the line ends in all of it. */
    public record Answer(int status, Map<String, String> headers, long bytes, long lines, String text) {
        /** A part of the Server-Timing header in milliseconds. */
        public double timing(String part) {
            String value = headers.getOrDefault("server-timing", "");
            int at = value.indexOf(part + ";dur=");
            return at < 0
                    ? Double.NaN
                    : Double.parseDouble(value.substring(at + part.length() + 5)
                            .split(",", 2)[0]
                            .trim());
        }
    }

    /** Sends a request with a small body and reads the whole answer; bodies over 64 KiB are counted, not kept. */
    public Answer send(String method, String path, byte[] body) throws IOException {
        head(method, path, "application/json", body.length);
        out.write(body);
        out.flush();
        return read();
    }

    /** Sends {@code bytes} zero bytes from a second thread while the answer is read. */
    public Answer stream(String path, long bytes) throws IOException {
        head("POST", path, "application/octet-stream", bytes);
        return sendAndRead(() -> {
            byte[] zeros = new byte[256 << 10];
            for (long left = bytes; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        });
    }

    /** Sends a file from a second thread while the answer is read. */
    public Answer upload(String path, String type, Path file) throws IOException {
        head("POST", path, type, Files.size(file));
        return sendAndRead(() -> Files.copy(file, out));
    }

    private interface Body {
        void send() throws IOException;
    }

    private Answer sendAndRead(Body body) throws IOException {
        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                body.send();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Answer answer = read();
        try {
            sender.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return answer;
    }

    private void head(String method, String path, String type, long length) throws IOException {
        out.write((method + " " + path + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private Answer read() throws IOException {
        String status = line();
        Map<String, String> headers = new HashMap<>();
        for (String h = line(); !h.isEmpty(); h = line()) {
            int colon = h.indexOf(':');
            headers.put(
                    h.substring(0, colon).toLowerCase(Locale.ROOT),
                    h.substring(colon + 1).trim());
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        long bytes = 0;
        lines = 0;
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            for (long size = chunk(); size > 0; size = chunk()) {
                bytes += take(size, kept);
                line();
            }
            line();
        } else {
            bytes = take(Long.parseLong(headers.getOrDefault("content-length", "0")), kept);
        }
        return new Answer(
                Integer.parseInt(status.split(" ")[1]), headers, bytes, lines, kept.toString(StandardCharsets.UTF_8));
    }

    private long chunk() throws IOException {
        return Long.parseLong(line().split(";")[0], 16);
    }

    private long take(long size, ByteArrayOutputStream kept) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (long left = size; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new IOException("the answer was cut short");
            }
            if (kept.size() < 64 << 10) {
                kept.write(buffer, 0, n);
            }
            for (int i = 0; i < n; i++) {
                lines += buffer[i] == '\n' ? 1 : 0;
            }
            left -= n;
        }
        return size;
    }

    private String line() throws IOException {
        return line(in);
    }

    /** The next line of a head, without its end. */
    public static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
