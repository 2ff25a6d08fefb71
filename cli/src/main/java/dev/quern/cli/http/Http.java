package dev.quern.cli.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * One request on one connection. The request body is written by a daemon thread of its own, so the
 * response streams while the body is still open, and an answer given before the body was read
 * arrives although nobody takes the rest of it.
 */
public final class Http {
    private Http() {}

    /** Sends and waits for the head of the final answer; 1xx answers are passed over. */
    public static Response send(Endpoint endpoint, Request request) throws IOException {
        Socket socket = Dialer.dial(endpoint);
        RequestWriter writer = null;
        try {
            socket.setSoTimeout(request.answerMillis());
            OutputStream out = socket.getOutputStream();
            out.write(RequestHead.of(endpoint, request));
            out.flush();
            writer = new RequestWriter(request.body(), socket, out);
            if (request.body().length() != 0) {
                Thread.ofPlatform().daemon().name("request-body").start(writer);
            }
            return read(request, socket, writer);
        } catch (IOException | RuntimeException e) {
            socket.close();
            if (writer != null && writer.sourceFailure().isPresent()) {
                throw writer.sourceFailure().get();
            }
            throw e;
        }
    }

    private static Response read(Request request, Socket socket, RequestWriter writer) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream(), Streams.BUFFER);
        while (true) {
            LineReader lines = new LineReader(in);
            int status = status(lines.line());
            Headers headers = Headers.read(lines);
            if (status >= 200) {
                return new Response(status, headers, content(request, status, headers, in, lines), socket, writer);
            }
        }
    }

    private static int status(String line) throws IOException {
        boolean http1 = line.startsWith("HTTP/1.") && line.length() >= 12;
        String code = http1 ? line.substring(9, 12) : "";
        if (code.isEmpty() || !code.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IOException("what answers there does not speak HTTP/1.1");
        }
        return Integer.parseInt(code);
    }

    /** RFC 9112 section 6.3: no content, chunked, a length, or until the connection closes. */
    private static InputStream content(Request request, int status, Headers headers, InputStream in, LineReader lines)
            throws IOException {
        if (request.method().equals("HEAD") || status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if (headers.first("transfer-encoding").isPresent()) {
            return new ChunkedInput(in, lines);
        }
        String length = headers.first("content-length").orElse("");
        if (length.isEmpty()) {
            return in;
        }
        if (length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IOException("the server's answer has no valid length");
        }
        return new FixedInput(in, Long.parseLong(length));
    }
}
