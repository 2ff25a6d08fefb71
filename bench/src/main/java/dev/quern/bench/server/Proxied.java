package dev.quern.bench.server;

import dev.quern.bench.run.Shell;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The echo server on the machine itself, and nginx in front of it as a plain proxy that keeps its connections. */
final class Proxied implements AutoCloseable {
    final int port = freePort();
    final int proxyPort = freePort();

    private final Path work = Files.createTempDirectory("quern-bench-servers-");
    private final Process echo;
    private final Process nginx;

    Proxied(Path archive) throws IOException, InterruptedException {
        Shell.must(List.of(
                "sh",
                "-c",
                "cd " + work + " && tar -xf " + archive
                        + " && for b in blobs/sha256/*; do tar -xf $b echo || tar -xf $b ./echo || true; done 2>&1"));
        ProcessBuilder builder = new ProcessBuilder(work.resolve("echo").toString());
        builder.environment().put("PORT", Integer.toString(port));
        echo = builder.inheritIO().start();
        Path configuration = Files.writeString(work.resolve("nginx.conf"), """
                daemon off; worker_processes auto; pid %1$s/pid; error_log stderr;
                events { worker_connections 1024; }
                http {
                  access_log off; client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                  client_max_body_size 0;
                  upstream echo { server 127.0.0.1:%2$d; keepalive 64; }
                  server {
                    listen 127.0.0.1:%3$d;
                    location / {
                      proxy_pass http://echo; proxy_http_version 1.1; proxy_set_header Connection "";
                    }
                  }
                }
                """.formatted(work, port, proxyPort));
        nginx = new ProcessBuilder("nginx", "-c", configuration.toString(), "-p", work.toString())
                .inheritIO()
                .start();
        await(port);
        await(proxyPort);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    String proxyUrl() {
        return "http://127.0.0.1:" + proxyPort + "/";
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static void await(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        nginx.destroy();
        echo.destroy();
        nginx.waitFor();
        echo.waitFor();
        Shell.run(List.of("rm", "-rf", work.toString()));
    }
}
