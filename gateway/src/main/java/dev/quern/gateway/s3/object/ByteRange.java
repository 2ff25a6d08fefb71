package dev.quern.gateway.s3.object;

import dev.quern.gateway.s3.S3Code;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of an object's bytes. */
public record ByteRange(long from, long length) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * The range of a Range header; empty for one that is to be ignored: of another unit, malformed, or several.
     *
     * @throws dev.quern.gateway.s3.S3Exception InvalidRange when nothing of it is there
     */
    public static Optional<ByteRange> parse(String header, long size) {
        Matcher m = ONE.matcher(header.strip());
        if (!m.matches() || (m.group(1).isEmpty() && m.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (m.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(m.group(2)), size);
            if (last == 0) {
                throw S3Code.InvalidRange.error();
            }
            return Optional.of(new ByteRange(size - last, last));
        }
        long from = Long.parseLong(m.group(1));
        long to = m.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(m.group(2)), size - 1);
        if (!m.group(2).isEmpty() && Long.parseLong(m.group(2)) < from) {
            return Optional.empty();
        }
        if (from >= size) {
            throw S3Code.InvalidRange.error();
        }
        return Optional.of(new ByteRange(from, to - from + 1));
    }

    /** For Content-Range. */
    String of(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
