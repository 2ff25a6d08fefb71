package dev.quern.bench.image;

import dev.quern.bench.run.Server;
import dev.quern.bench.run.Shell;
import dev.quern.bench.run.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The registry beside Debian's, unpacking beside tar, and the first call of an image that another registry on this
 * machine has. Takes about two minutes and 6 GiB of disk while it runs.
 */
public final class ImageBench {
    private static final int ROUNDS = 5;
    private static final int BLOB_MIB = 256;
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";

    private final Path directory;
    private final Server server;
    private final Target quern;
    private final Table table = Table.ofRates("peer");

    private ImageBench(Path directory, Server server) throws IOException {
        this.directory = directory;
        this.server = server;
        this.quern = new Target("http://127.0.0.1:" + server.port(), "Bearer " + server.key());
    }

    public static void run(Path home) throws Exception {
        Path directory = Files.createTempDirectory("quern-bench-images-");
        try (Server server = new Server(home)) {
            new ImageBench(directory, server).measure();
        } finally {
            Shell.run(List.of("rm", "-rf", directory.toString()));
        }
    }

    private void measure() throws Exception {
        if (Shell.has("docker-registry")) {
            try (DockerRegistry registry = new DockerRegistry(directory)) {
                throughput(registry.target());
                firstCall(registry.target());
            }
        } else {
            table.missing("docker-registry push and pull");
        }
        unpack();
        System.out.println(table.print());
    }

    /** Blobs no registry has seen, by turns; a pull reads what was just pushed. */
    private void throughput(Target peer) throws Exception {
        double[][] rates = new double[4][ROUNDS];
        for (int i = -1; i < ROUNDS; i++) {
            Path blob = noise(i);
            String digest = digest(blob);
            int round = Math.max(i, 0);
            rates[0][round] = BLOB_MIB / peer.push("default/bench", blob, digest);
            rates[1][round] = BLOB_MIB / quern.push("default/bench", blob, digest);
            rates[2][round] = BLOB_MIB / peer.pull("default/bench", digest);
            rates[3][round] = BLOB_MIB / quern.pull("default/bench", digest);
            Files.delete(blob);
        }
        table.yardstick("docker-registry: push, MiB", median(rates[0]));
        table.rate("push, MiB", median(rates[1]), "≥ 1.0 × peer", median(rates[1]) >= median(rates[0]));
        table.yardstick("docker-registry: pull, MiB", median(rates[2]));
        table.rate("pull, MiB", median(rates[3]), "≥ 1.0 × peer", median(rates[3]) >= median(rates[2]));
    }

    /** A gzip layer of about 1 GiB of this machine's own files. */
    private void unpack() throws Exception {
        Path layer = directory.resolve("layer.tar.gz");
        Path tar = directory.resolve("layer.tar");
        files(tar, 1 << 30);
        Shell.must(List.of("sh", "-c", "gzip -1 -c " + tar + " > " + layer));
        push(quern, "big", tar, layer);
        Shell.must(List.of("sync", "-f", directory.toString()));
        double mebibytes = Files.size(tar) / (double) (1 << 20);
        double[] peer = new double[2];
        for (int i = 0; i < peer.length; i++) {
            Path to = Files.createDirectory(directory.resolve("tree" + i));
            long nanos = Shell.must(List.of("sh", "-c", "tar -xzf " + layer + " -C " + to + " && sync -f " + to))
                    .nanos();
            peer[i] = mebibytes / (nanos / 1e9);
            Shell.must(List.of("rm", "-rf", to.toString()));
        }
        long nanos = Shell.must(server.cli("deploy", "big", "--image", "default/big:1"))
                .nanos();
        double rate = mebibytes / (nanos / 1e9);
        double best = Arrays.stream(peer).max().orElseThrow();
        table.yardstick("tar -xzf, synced: MiB", best);
        table.rate("unpack from the registry: MiB", rate, "≥ 0.7 × tar", rate >= 0.7 * best);
    }

    private void firstCall(Target peer) throws Exception {
        Path tar = directory.resolve("call.tar");
        Path layer = directory.resolve("call.tar.gz");
        files(tar, 300 << 20);
        Shell.must(List.of("sh", "-c", "gzip -1 -c " + tar + " > " + layer));
        push(peer, "absent", tar, layer);
        // Publishing syncs the file system, and would wait for all this bench has written besides.
        Shell.must(List.of("sync", "-f", directory.toString()));
        String source = "docker://" + peer.url().substring("http://".length()) + "/default/absent:1";
        long start = System.nanoTime();
        Shell.must(server.cli("deploy", "absent", "--image", source));
        Shell.must(server.cli("call", "absent"));
        double seconds = (System.nanoTime() - start) / 1e9;
        table.value(
                "300 MiB image of a registry here: first call",
                String.format(Locale.ROOT, "%.2f s", seconds),
                "≤ 3 s",
                seconds <= 3);
    }

    /** A static busybox to call, and files of this machine up to a number of bytes. */
    private void files(Path tar, long bytes) throws IOException, InterruptedException {
        Shell.must(List.of(
                "sh",
                "-c",
                "find /usr/lib /usr/share -xdev -type f -size -64M -printf '%s %p\\n' | sort -k2"
                        + " | awk -v most=" + bytes + " '{sum += $1; if (sum > most) exit; print $2}' > " + tar
                        + ".list; tar -cf " + tar + " --ignore-failed-read -T " + tar
                        + ".list 2> /dev/null; tar -rf " + tar + " -C / --transform 's,.*,true,' "
                        + "\"$(readlink -f \"$(command -v busybox)\" | cut -c2-)\""));
    }

    private void push(Target to, String name, Path tar, Path layer) throws Exception {
        String config = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Entrypoint\":[\"/true\",\"true\"]},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + digest(tar) + "\"]}}";
        Path file = Files.writeString(directory.resolve("config.json"), config);
        to.push("default/" + name, file, digest(file));
        to.push("default/" + name, layer, digest(layer));
        to.manifest(
                "default/" + name,
                "1",
                "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
                        + descriptor(CONFIG_TYPE, file) + ",\"layers\":[" + descriptor(LAYER_TYPE, layer) + "]}");
    }

    private static String descriptor(String type, Path file) throws IOException, InterruptedException {
        return "{\"mediaType\":\"" + type + "\",\"size\":" + Files.size(file) + ",\"digest\":\"" + digest(file) + "\"}";
    }

    private Path noise(int seed) throws IOException {
        Path file = directory.resolve("blob" + seed);
        byte[] piece = new byte[1 << 20];
        SplittableRandom random = new SplittableRandom(seed);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < BLOB_MIB; i++) {
                random.nextBytes(piece);
                out.write(piece);
            }
        }
        return file;
    }

    private static String digest(Path file) throws IOException, InterruptedException {
        String line = Shell.must(List.of("sha256sum", file.toString())).output();
        return "sha256:" + line.substring(0, 64);
    }

    private static double median(double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
