package dev.quern.node.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.quern.node.http.Header;
import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.ResponseHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With a server made by hand, frame by frame (RFC 9113). */
class Http2ConnectionTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int LARGE = 1 << 30;
    private static final int PREFACE = 24;

    /** More than the sockets of both sides hold. */
    private static final int CONTENT = 48 << 20;

    @Test
    void whatAServerReadsLateIsTheCallersAlone() throws Exception {
        try (ServerSocket listener = new ServerSocket();
                Http2Client client = new Http2Client()) {
            listener.setReceiveBufferSize(8 << 10);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            CompletableFuture<Socket> server = CompletableFuture.supplyAsync(() -> greeted(listener));
            Http2Session session = client.open(SocketChannel.open(listener.getLocalSocketAddress()));
            ServerConnection connection = session.lease().orElseThrow();
            try (Socket socket = server.get(10, TimeUnit.SECONDS)) {
                byte[] content = new byte[CONTENT];
                Arrays.fill(content, (byte) 'a');
                CompletableFuture<Boolean> sent = new CompletableFuture<>();
                connection.begin(new Deaf(), new RequestHead("POST", "/", List.of(new Header("Host", "x")), CONTENT));
                connection.send(false, telling(sent), ByteBuffer.wrap(content));
                DataInputStream in = new DataInputStream(socket.getInputStream());
                // The request has begun to arrive, so much of it is on its way.
                skipTo(in, HEADERS);
                frame(socket, RST_STREAM, 1, 0, 0, 0, 8);

                assertThat(sent.get(10, TimeUnit.SECONDS)).isFalse();
                // Whoever gets the buffer now fills it with what is another's.
                Arrays.fill(content, (byte) 'z');

                assertThat(holdsForeign(socket, in)).isFalse();
            }
        }
    }

    @Test
    void aSessionThatIsDrainedEndsWithItsLastExchange() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Http2Client client = new Http2Client()) {
            CompletableFuture<Socket> server = CompletableFuture.supplyAsync(() -> greeted(listener));
            Http2Session session = client.open(SocketChannel.open(listener.getLocalSocketAddress()));
            ServerConnection connection = session.lease().orElseThrow();
            try (Socket socket = server.get(10, TimeUnit.SECONDS)) {
                socket.setSoTimeout(10_000);
                connection.begin(new Deaf(), new RequestHead("GET", "/", List.of(new Header("Host", "x")), 0));
                connection.send(true, SendCallback.NOTHING, ByteBuffer.allocate(0));
                DataInputStream in = new DataInputStream(socket.getInputStream());
                skipTo(in, HEADERS);
                // It says nothing, and keeps its side open whatever it is told.
                connection.close();
                session.drain();

                assertThatCode(in::readAllBytes).as("the connection's end").doesNotThrowAnyException();
            }
        }
    }

    /** A client that was told how much it may send. */
    private static Socket greeted(ServerSocket listener) {
        try {
            Socket socket = listener.accept();
            new DataInputStream(socket.getInputStream()).readNBytes(PREFACE);
            frame(socket, SETTINGS, 0, 0, INITIAL_WINDOW_SIZE, LARGE >>> 24, 0, 0, 0);
            frame(socket, WINDOW_UPDATE, 0, LARGE >>> 24, 0, 0, 0);
            return socket;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void frame(Socket socket, int type, int stream, int... payload) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.write(new byte[] {0, 0, (byte) payload.length, (byte) type, 0});
        out.writeInt(stream);
        for (int octet : payload) {
            out.write(octet);
        }
        out.flush();
    }

    private static void skipTo(DataInputStream in, int type) throws IOException {
        while (true) {
            byte[] head = in.readNBytes(9);
            assertThat(head).as("a frame's head").hasSize(9);
            in.skipNBytes(length(head));
            if (head[3] == type) {
                return;
            }
        }
    }

    private static int length(byte[] head) {
        return (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
    }

    /** Reads what was on its way, until nothing more comes. */
    private static boolean holdsForeign(Socket socket, DataInputStream in) throws IOException {
        socket.setSoTimeout(1000);
        try {
            while (true) {
                byte[] head = in.readNBytes(9);
                byte[] payload = in.readNBytes(length(head));
                for (byte b : payload) {
                    if (head[3] == DATA && b == 'z') {
                        return true;
                    }
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static SendCallback telling(CompletableFuture<Boolean> sent) {
        return new SendCallback() {
            @Override
            public void sent() {
                sent.complete(true);
            }

            @Override
            public void failed(IOException cause) {
                sent.complete(false);
            }
        };
    }

    private static final class Deaf implements Receiver {
        @Override
        public void interim(ResponseHead head) {}

        @Override
        public void head(ResponseHead head) {}

        @Override
        public void content(Piece piece) {
            piece.done();
        }

        @Override
        public void failed(IOException cause, boolean silent) {}
    }
}
