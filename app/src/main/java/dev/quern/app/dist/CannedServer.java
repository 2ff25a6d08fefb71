package dev.quern.app.dist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Answers every route a training run asks for with a fixed text, on loopback. */
final class CannedServer implements AutoCloseable {
    private final ServerSocket listener;

    private CannedServer(ServerSocket listener) {
        this.listener = listener;
    }

    static CannedServer start() throws IOException {
        CannedServer server = new CannedServer(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().name("canned-server").start(server::serve);
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                answer(socket);
            } catch (IOException e) {
                // Closed, or a client that went away: training goes on with the next.
            }
        }
    }

    private static void answer(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String first = in.readLine();
        boolean body = false;
        for (String line; (line = in.readLine()) != null && !line.isEmpty(); ) {
            body |= line.startsWith("Transfer-Encoding: chunked");
        }
        while (body && !"0".equals(in.readLine())) {
            // The last chunk ends the body.
        }
        OutputStream out = socket.getOutputStream();
        out.write(Canned.answer(String.valueOf(first)).getBytes(StandardCharsets.UTF_8));
        out.flush();
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
