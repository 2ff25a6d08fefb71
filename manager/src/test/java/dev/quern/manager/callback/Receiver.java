package dev.quern.manager.callback;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;

/** A receiver of notifications on loopback. */
final class Receiver implements AutoCloseable {
    record Received(String signature, String type, byte[] body) {}

    final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** @param status the answer to the n-th notification, from 1 */
    Receiver(IntUnaryOperator status) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst(CallbackSignature.HEADER),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    body));
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status.applyAsInt(received.size()), -1);
            exchange.close();
        });
        server.start();
    }

    String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
