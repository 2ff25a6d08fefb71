package dev.quern.gateway.registry;

import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Refusal;
import dev.quern.objects.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/** Writes replies; a blob goes piece by piece through one buffer. */
final class ReplyWriter {
    private static final int PIECE = 512 << 10;

    private final Request request;
    private final Response response;
    private final Callback callback;

    ReplyWriter(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    void write(Reply reply) {
        response.setStatus(reply.status());
        response.getHeaders().put("Docker-Distribution-Api-Version", "registry/2.0");
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        switch (reply.body()) {
            case Reply.Body.None _ -> empty(reply);
            case Reply.Body.Document(byte[] bytes) -> document(reply, bytes);
            case Reply.Body.Stored stored -> stored(stored);
        }
    }

    private void empty(Reply reply) {
        // The length of an answer to HEAD, which has no body, is that of the answer to GET.
        if (!request.getMethod().equals("HEAD") && reply.status() != 204) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        }
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    private void document(Reply reply, byte[] bytes) {
        if (request.getMethod().equals("HEAD")) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(true, ByteBuffer.allocate(0), callback);
        } else if (reply.status() >= 400) {
            Refusal.write(request, response, callback, bytes);
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }
    }

    private void stored(Reply.Body.Stored body) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length());
        try (StoredObject object = body.object();
                ReadableByteChannel in = object.read(body.from(), body.length())) {
            ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.clamp(body.length(), 1, PIECE));
            for (long left = body.length(); left > 0; left -= buffer.position()) {
                fill(buffer.clear().limit((int) Math.min(left, buffer.capacity())), in);
                send(buffer.duplicate().flip());
            }
        } catch (IOException e) {
            Abort.connection(request, callback, e);
            return;
        }
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    private static void fill(ByteBuffer buffer, ReadableByteChannel in) throws IOException {
        while (buffer.hasRemaining()) {
            if (in.read(buffer) < 0) {
                throw new IOException("a stored blob is shorter than its size");
            }
        }
    }

    private void send(ByteBuffer piece) throws IOException {
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(false, piece, sent);
            sent.block();
        }
    }
}
