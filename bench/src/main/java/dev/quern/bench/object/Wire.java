package dev.quern.bench.object;

import dev.quern.bench.run.Http;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection with one request at a time, and nothing a client does not need: it must not be what is measured. */
final class Wire implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String host;
    private final byte[] chunk = new byte[256 << 10];

    Wire(String host) throws IOException {
        this.host = host;
        int colon = host.lastIndexOf(':');
        socket = new Socket(host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        out = socket.getOutputStream();
    }

    /** Sends a request and reads its answer to the end; returns how long the answer's body was. */
    long send(String method, String path, byte[] body) throws IOException {
        byte[] head = (method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        if (body.length <= chunk.length - head.length) {
            System.arraycopy(head, 0, chunk, 0, head.length);
            System.arraycopy(body, 0, chunk, head.length, body.length);
            out.write(chunk, 0, head.length + body.length);
        } else {
            out.write(head);
            out.write(body);
        }
        String status = Http.line(in);
        long length = 0;
        for (String line = Http.line(in); !line.isEmpty(); line = Http.line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Long.parseLong(line.substring(15).strip());
            }
        }
        for (long left = length; left > 0; ) {
            int read = in.read(chunk, 0, (int) Math.min(left, chunk.length));
            if (read < 0) {
                throw new IOException("the answer was cut short");
            }
            left -= read;
        }
        if (!status.contains(" 200") && !status.contains(" 204")) {
            throw new IOException(method + ": " + status);
        }
        return length;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
