package dev.quern.bench.image;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's docker-registry on a port of its own. */
final class DockerRegistry implements AutoCloseable {
    private final Process process;
    private final int port;

    DockerRegistry(Path directory) throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path config = Files.writeString(
                directory.resolve("registry.yml"),
                "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: %s\nhttp:\n  addr: 127.0.0.1:%d\n"
                        .formatted(directory.resolve("peer"), port));
        process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start();
        for (int i = 0; !answers(); i++) {
            if (i == 1000 || !process.isAlive()) {
                throw new IOException("docker-registry did not start");
            }
            Thread.sleep(10);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    Target target() {
        return new Target("http://127.0.0.1:" + port, "");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
