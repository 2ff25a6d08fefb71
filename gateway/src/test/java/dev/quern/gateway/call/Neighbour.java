package dev.quern.gateway.call;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Another machine, as far as the network knows: a network namespace of the test's own at the other end of a pair of
 * interfaces, with a private and a public address, and what is started in it.
 */
final class Neighbour implements AutoCloseable {
    static final String PRIVATE = "10.231.77.2";
    static final String PUBLIC = "203.0.113.77";
    /** The machine's own end. */
    static final String OURS = "10.231.77.1";

    private final String name = "quern-t" + ProcessHandle.current().pid();
    private final String link = "qt" + ProcessHandle.current().pid();
    private final List<Process> processes = new ArrayList<>();

    Neighbour() throws IOException {
        run("ip", "netns", "add", name);
        run("ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name);
        run("ip", "addr", "add", OURS + "/24", "dev", link);
        run("ip", "link", "set", link, "up");
        run("ip", "-n", name, "addr", "add", PRIVATE + "/24", "dev", "eth0");
        run("ip", "-n", name, "addr", "add", PUBLIC + "/32", "dev", "eth0");
        run("ip", "-n", name, "link", "set", "lo", "up");
        run("ip", "-n", name, "link", "set", "eth0", "up");
        run("ip", "route", "add", PUBLIC + "/32", "dev", link);
    }

    /** A PostgreSQL with the user {@code app} and the password {@code right}, at port 5432 of every address. */
    void postgres(Path directory) throws IOException {
        Path data = directory.resolve("postgres");
        Path password = Files.writeString(directory.resolve("password"), "right\n");
        Path bin = unpack(directory).resolve("bin");
        Files.createDirectory(data);
        run("chown", "nobody", data.toString(), password.toString());
        List<String> nobody = List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
        run(join(
                nobody,
                bin.resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                "app",
                "-A",
                "scram-sha-256",
                "--pwfile",
                password.toString()));
        Files.writeString(data.resolve("pg_hba.conf"), "host all all 0.0.0.0/0 scram-sha-256\n");
        start(join(nobody, bin.resolve("postgres").toString(), "-D", data.toString(), "-h", "0.0.0.0", "-k", ""));
    }

    /** The server this program carries; only its client is the machine's. */
    private static Path unpack(Path directory) throws IOException {
        String name = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        Path archive = directory.resolve("postgres.txz");
        try (InputStream in =
                Objects.requireNonNull(Neighbour.class.getResourceAsStream("/postgres-linux-" + name + ".txz"))) {
            Files.copy(in, archive);
        }
        Path programs = Files.createDirectory(directory.resolve("programs"));
        run("tar", "-xJf", archive.toString(), "-C", programs.toString());
        return programs;
    }

    /** The client itself; /usr/bin has a script around it. */
    static Path psql() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin/psql"))
                    .filter(Files::isExecutable)
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    /** An nginx with TLS at the port 443 of every address, with what is in {@code directory/www}. */
    void https(Path directory) throws IOException {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=web.test",
                "-addext",
                "subjectAltName=DNS:web.test",
                "-keyout",
                directory.resolve("key.pem").toString(),
                "-out",
                directory.resolve("cert.pem").toString());
        Path conf = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off; pid %1$s/nginx.pid; error_log stderr; user root;
                events {}
                http {
                    access_log off; client_max_body_size 0;
                    client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                    server { listen 127.0.0.1:81; return 200; }
                    server {
                        location /sink { proxy_pass http://127.0.0.1:81/; }
                        listen 443 ssl; listen 80; root %1$s/www;
                        ssl_certificate %1$s/cert.pem; ssl_certificate_key %1$s/key.pem;
                    }
                }
                """.formatted(directory));
        start(List.of("nginx", "-p", directory.toString(), "-c", conf.toString()));
    }

    private void start(List<String> command) throws IOException {
        List<String> inside = join(List.of("ip", "netns", "exec", name), command.toArray(String[]::new));
        processes.add(new ProcessBuilder(inside)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static List<String> join(List<String> first, String... rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all;
    }

    static String run(String... command) throws IOException {
        return run(List.of(command));
    }

    static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return said;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Process process : processes) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
        run("ip", "link", "del", link);
        run("ip", "netns", "del", name);
    }
}
