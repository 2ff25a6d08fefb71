package dev.quern.bench.object;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What the machine does without any of us: cat to a socket, and files that are written and synced. */
final class Ceiling {
    private Ceiling() {}

    /** Seconds from the connection to the last byte; the program was started before. */
    static double cat(Path file) throws IOException, InterruptedException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process cat = new ProcessBuilder(List.of(
                            "bash",
                            "-c",
                            "exec cat \"$0\" > /dev/tcp/127.0.0.1/$1",
                            file.toString(),
                            Integer.toString(listener.getLocalPort())))
                    .start();
            byte[] chunk = new byte[256 << 10];
            try (Socket socket = listener.accept();
                    InputStream in = socket.getInputStream()) {
                long begun = System.nanoTime();
                while (in.read(chunk) >= 0) {
                    // Read as the client reads objects, and dropped.
                }
                cat.waitFor();
                return (System.nanoTime() - begun) / 1e9;
            }
        }
    }

    /** Writes and syncs a new file and its directory, as an object that is acknowledged must be. */
    static void store(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        try (FileChannel directory = FileChannel.open(file.resolveSibling(""))) {
            directory.force(true);
        }
    }
}
