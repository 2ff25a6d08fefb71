package dev.quern.images.pull;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import dev.quern.images.Progress;
import dev.quern.images.oci.AnyManifest;
import dev.quern.images.oci.Digest;
import dev.quern.images.oci.Documents;
import dev.quern.images.oci.ImageArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An image of a registry as an OCI layout: its documents are fetched when they are read, its layers together as
 * soon as the first of them is. Used by one thread.
 */
final class RemoteImage implements ImageArchive {
    private static final String BLOBS = "blobs/sha256/";
    private static final int AT_ONCE = 3;

    private final Connection connection;
    private final Path directory;
    private final DataSize mostBytes;
    private final PullProgress progress;
    private final Map<String, byte[]> documents = new HashMap<>();
    private final Set<String> manifests = new HashSet<>();
    private final Map<String, List<AnyManifest.Reference>> layers = new HashMap<>();
    private final Map<String, Download> downloads = new LinkedHashMap<>();
    private int downloadsSoFar;
    private final ExecutorService fetching = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("quern-pull-", 0).factory());

    /** @param directory a directory for layers on their way */
    RemoteImage(Connection connection, Path directory, DataSize mostBytes, Progress progress)
            throws IOException, InterruptedException {
        this.connection = connection;
        // Of its own: what a mirror left may still be written.
        this.directory = Files.createTempDirectory(directory, "layers");
        this.mostBytes = mostBytes;
        this.progress = new PullProgress(progress);
        byte[] top = fetchManifest(connection.place().reference());
        String digest = Digest.ofBytes(top);
        String wanted = connection.place().reference();
        if (Digest.isDigest(wanted) && !wanted.equals(digest)) {
            throw new QuernException(
                    ErrorCode.INVALID_IMAGE, "The registry sent another manifest than " + wanted, "Try again.");
        }
        documents.put(digest, top);
        know(digest, top);
        String type = isIndex(top) ? "index" : "manifest";
        documents.put(
                "index.json",
                ("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image." + type
                                + ".v1+json\",\"digest\":\"" + digest + "\",\"size\":" + top.length + "}]}")
                        .getBytes(StandardCharsets.UTF_8));
        documents.put("oci-layout", new byte[] {'{', '}'});
    }

    private static boolean isIndex(byte[] json) {
        return Documents.any(json).manifests() != null;
    }

    /** Remembers which digests are manifests, which registries keep apart from blobs, and which are layers. */
    private void know(String digest, byte[] json) {
        AnyManifest manifest = Documents.any(json);
        manifests.add(digest);
        for (AnyManifest.Reference inner : Documents.list(manifest.manifests())) {
            if (inner.digest() != null) {
                manifests.add(inner.digest());
            }
        }
        List<AnyManifest.Reference> all = Documents.list(manifest.layers());
        all.forEach(layer -> layers.put(String.valueOf(layer.digest()), all));
    }

    @Override
    public boolean has(String name) {
        return documents.containsKey(name) || isBlob(name);
    }

    @Override
    public InputStream open(String name) {
        byte[] known = documents.get(isBlob(name) ? digest(name) : name);
        if (known != null) {
            return new ByteArrayInputStream(known);
        }
        if (!isBlob(name)) {
            throw new QuernException(ErrorCode.INVALID_IMAGE, "The image has no '" + name + "'");
        }
        try {
            return opened(digest(name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again.", e);
        }
    }

    private InputStream opened(String digest) throws InterruptedException {
        if (layers.containsKey(digest)) {
            return layer(digest);
        }
        if (!manifests.contains(digest)) {
            return new ByteArrayInputStream(document(connection.blob(digest, 0)));
        }
        byte[] json = fetchManifest(digest);
        know(digest, json);
        return new ByteArrayInputStream(json);
    }

    private InputStream layer(String digest) {
        if (!downloads.containsKey(digest)) {
            begin(layers.getOrDefault(digest, List.of()));
        }
        Download download = Optional.ofNullable(downloads.remove(digest))
                .orElseThrow(() -> new QuernException(ErrorCode.INVALID_IMAGE, "The image has no layer " + digest));
        return new GrowingInput(download, progress::tick);
    }

    private void begin(List<AnyManifest.Reference> all) {
        long sum = 0;
        Map<String, Download> begun = new LinkedHashMap<>();
        for (AnyManifest.Reference layer : all) {
            String digest = String.valueOf(layer.digest());
            if (layer.size() < 0 || layer.size() > mostBytes.bytes() - sum) {
                throw new QuernException(
                        ErrorCode.INVALID_IMAGE, "The image is larger than the allowed " + mostBytes.toHuman());
            }
            sum += layer.size();
            // A layer that comes twice is read twice, hence fetched twice.
            Path file = directory.resolve(downloadsSoFar++ + "-" + Digest.hex(digest));
            begun.putIfAbsent(digest, new Download(connection, digest, layer.size(), file));
        }
        progress.begin(List.copyOf(begun.values()));
        downloads.putAll(begun);
        begun.values().forEach(download -> fetching.execute(download::run));
    }

    private byte[] fetchManifest(String digestOrTag) throws InterruptedException {
        return document(connection.manifest(digestOrTag));
    }

    private byte[] document(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            byte[] bytes = in.readNBytes(Documents.MAX_BYTES + 1);
            if (bytes.length > Documents.MAX_BYTES) {
                throw new QuernException(
                        ErrorCode.INVALID_IMAGE,
                        "A document of the image is larger than " + Documents.MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            connection.deadline().check();
            throw connection.failed(e);
        }
    }

    private static boolean isBlob(String name) {
        return name.startsWith(BLOBS) && Digest.isDigest(digest(name));
    }

    private static String digest(String name) {
        return "sha256:" + name.substring(Math.min(name.length(), BLOBS.length()));
    }

    @Override
    public void close() {
        connection.close();
        fetching.shutdownNow();
    }
}
