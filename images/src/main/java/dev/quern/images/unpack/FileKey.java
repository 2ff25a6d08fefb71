package dev.quern.images.unpack;

import dev.quern.images.oci.Digest;
import dev.quern.images.tar.TarEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Everything about a regular file that its inode holds, as one hash: content, mode, owner, modification
 * time, attributes; and the path.
 *
 * <p>The modification time counts so that a tree is exactly what its layers say. The path counts so that
 * two equal files of one tree stay two files, as they are in every other tool's tree: images share what
 * they share by building on the same layers, at the same path.
 */
final class FileKey {
    private FileKey() {}

    /** @param content the SHA-256 of the content */
    static String of(EntryPath path, TarEntry entry, byte[] content) {
        MessageDigest sha = Digest.sha256();
        part(sha, path.path().getBytes(StandardCharsets.ISO_8859_1));
        part(sha, content);
        ByteBuffer numbers = ByteBuffer.allocate(3 * Integer.BYTES + Long.BYTES + Integer.BYTES);
        numbers.putInt(entry.mode()).putInt(entry.uid()).putInt(entry.gid());
        numbers.putLong(entry.modifiedSeconds()).putInt(entry.modifiedNanos());
        part(sha, numbers.array());
        entry.attributes().forEach((name, value) -> {
            part(sha, name.getBytes(StandardCharsets.ISO_8859_1));
            part(sha, value);
        });
        return HexFormat.of().formatHex(sha.digest());
    }

    /** With its length in front, so that no two sequences of parts are one sequence of bytes. */
    private static void part(MessageDigest sha, byte[] bytes) {
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sha.update(bytes);
    }
}
