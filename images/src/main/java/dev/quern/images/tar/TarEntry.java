package dev.quern.images.tar;

import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The header of one entry. Strings hold bytes as characters (ISO-8859-1).
 *
 * @param name as written, a trailing slash included
 * @param link the target of a link, else empty
 * @param mode the twelve permission bits
 * @param size of the content as it will be on disk, holes included; 0 for what has no content
 * @param sparse whether the content may have holes
 * @param attributes extended attributes, name to value
 */
public record TarEntry(
        String name,
        TarType type,
        String link,
        int mode,
        int uid,
        int gid,
        long size,
        boolean sparse,
        long modifiedSeconds,
        int modifiedNanos,
        int deviceMajor,
        int deviceMinor,
        SortedMap<String, byte[]> attributes) {

    /** A regular file or directory of root's, modified at the epoch. */
    public static TarEntry plain(String name, TarType type, int mode, long size) {
        return new TarEntry(bytes(name), type, "", mode, 0, 0, size, false, 0, 0, 0, 0, new TreeMap<>());
    }

    public TarEntry withAttributes(SortedMap<String, byte[]> others) {
        return new TarEntry(
                name,
                type,
                link,
                mode,
                uid,
                gid,
                size,
                sparse,
                modifiedSeconds,
                modifiedNanos,
                deviceMajor,
                deviceMinor,
                others);
    }

    /** Text as the string of its UTF-8 bytes. */
    public static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** A byte string as text for messages: invalid UTF-8 and control characters replaced, at most 200 characters. */
    public static String text(String bytes) {
        String decoded = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        StringBuilder printable = new StringBuilder();
        decoded.codePoints()
                .limit(200)
                .forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '\ufffd' : c));
        return decoded.codePointCount(0, decoded.length()) > 200 ? printable + "…" : printable.toString();
    }
}
