package dev.quern.objects.disk;

import dev.quern.objects.FullDisk;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.disk.Steps.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes content, durably unless it is short enough for a row. */
final class ContentWriter {
    /**
     * What goes into the row: below this the database's one commit is cheaper than two syncs and a commit, and a
     * read needs no file.
     */
    static final int INLINE = 16 << 10;

    private static final int CHUNK = 128 << 10;

    private final ContentFiles files;
    private final Steps steps;

    ContentWriter(ContentFiles files, Steps steps) {
        this.files = files;
        this.steps = steps;
    }

    /** @param inline whether short content may stay in memory */
    Content write(ObjectContent content, boolean inline, boolean hash) throws IOException {
        try {
            return switch (content) {
                case ObjectContent.Stream stream -> stream(stream, inline);
                case ObjectContent.File file -> file(file, hash);
            };
        } catch (IOException e) {
            throw FullDisk.explained(e);
        }
    }

    private Content stream(ObjectContent.Stream stream, boolean inline) throws IOException {
        InputStream in = stream.bytes();
        byte[] begin = in.readNBytes(INLINE + 1);
        MessageDigest md5 = md5();
        if (inline && begin.length <= INLINE) {
            md5.update(begin);
            return new Content(begin.length, hex(md5), stream.trailers().get(), Optional.of(begin), Optional.empty());
        }
        UUID id = UUID.randomUUID();
        boolean written = false;
        try (FileChannel channel = files.create(id)) {
            FileSink sink = new FileSink(channel, md5);
            sink.write(begin);
            sink.write(in);
            Map<String, String> trailers = stream.trailers().get();
            steps.reached(Step.WRITTEN);
            long size = sink.finish();
            files.syncDirectory(id);
            steps.reached(Step.SYNCED);
            written = true;
            return new Content(size, hex(md5), trailers, Optional.empty(), Optional.of(id));
        } finally {
            if (!written) {
                files.delete(id);
            }
        }
    }

    private Content file(ObjectContent.File file, boolean hash) throws IOException {
        UUID id = UUID.randomUUID();
        String etag = hash
                ? hash(file)
                : HexFormat.of().toHexDigits(id.getMostSignificantBits())
                        + HexFormat.of().toHexDigits(id.getLeastSignificantBits()) + "-0";
        long size = Files.size(file.path());
        files.adopt(file.path(), id);
        steps.reached(Step.SYNCED);
        return new Content(size, etag, Map.of(), Optional.empty(), Optional.of(id));
    }

    private static String hash(ObjectContent.File file) throws IOException {
        MessageDigest md5 = md5();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file.path())) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                md5.update(chunk, 0, read);
            }
        }
        return hex(md5);
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }

    private static String hex(MessageDigest md5) {
        return HexFormat.of().formatHex(md5.digest());
    }

    static String etagOfParts(Iterable<String> etags, int count) {
        MessageDigest md5 = md5();
        etags.forEach(etag -> md5.update(HexFormat.of().parseHex(etag)));
        return hex(md5) + "-" + count;
    }
}
