package dev.quern.images;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quern.images.oci.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A registry of one image that wants a token, is too busy at first, and cuts every blob at half its way once. */
final class UnreliableRegistry implements AutoCloseable {
    private static final String TOKEN = "t0ken";

    private final HttpServer server;
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final String manifest;
    private final List<String> cut = new CopyOnWriteArrayList<>();
    private final List<String> busy = new CopyOnWriteArrayList<>();
    /** The first bytes that blobs were asked from. */
    final List<String> ranges = new CopyOnWriteArrayList<>();

    UnreliableRegistry(TestImage image) throws IOException {
        for (byte[] bytes : new ArrayList<>(image.files.values())) {
            blobs.put(Digest.ofBytes(bytes), bytes);
        }
        manifest = image.manifestDigest;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/token", x -> answer(x, 200, "{\"token\":\"" + TOKEN + "\"}"));
        server.createContext("/v2/", this::serve);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange x) throws IOException {
        String path = x.getRequestURI().getPath();
        if (!("Bearer " + TOKEN).equals(x.getRequestHeaders().getFirst("Authorization"))) {
            x.getResponseHeaders()
                    .set("WWW-Authenticate", "Bearer realm=\"http://" + address() + "/token\",service=\"s\"");
            answer(x, 401, "");
        } else if (!busy.contains(path)) {
            busy.add(path);
            answer(x, 503, "");
        } else if (path.contains("/manifests/")) {
            send(x, 200, blobs.getOrDefault(manifest, new byte[0]), 0, false);
        } else {
            blob(x, path.substring(path.lastIndexOf('/') + 1));
        }
    }

    private void blob(HttpExchange x, String digest) throws IOException {
        byte[] bytes = blobs.getOrDefault(digest, new byte[0]);
        String range = x.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        if (range != null) {
            ranges.add(range);
        }
        boolean cutNow = !cut.contains(digest);
        cut.add(digest);
        send(x, from == 0 ? 200 : 206, bytes, from, cutNow && bytes.length > 100_000);
    }

    private static void send(HttpExchange x, int status, byte[] bytes, int from, boolean half) throws IOException {
        x.sendResponseHeaders(status, bytes.length - from);
        int end = half ? bytes.length / 2 : bytes.length;
        x.getResponseBody().write(bytes, from, end - from);
        x.getResponseBody().flush();
        // Short of the length that was told, this closes the connection.
        x.close();
    }

    private static void answer(HttpExchange x, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        x.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            x.getResponseBody().write(bytes);
        }
        x.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
