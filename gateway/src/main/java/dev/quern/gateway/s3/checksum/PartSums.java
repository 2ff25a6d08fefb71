package dev.quern.gateway.s3.checksum;

import java.util.Base64;
import java.util.List;

/** The checksum of an object that came in parts. */
public final class PartSums {
    /** A part's own checksum, in Base64, and its length in bytes. */
    public record Part(String value, long size) {}

    private PartSums() {}

    /** Of all bytes, as if they had come at once; only where {@link Algorithm#combines}. */
    public static String whole(Algorithm algorithm, List<Part> parts) {
        byte[] value = decode(parts.getFirst().value());
        for (Part part : parts.subList(1, parts.size())) {
            value = CrcCombine.combine(algorithm, value, decode(part.value()), part.size());
        }
        return Base64.getEncoder().encodeToString(value);
    }

    /** The checksum of the parts' checksums, with their number behind a hyphen. */
    public static String composite(Algorithm algorithm, List<Part> parts) {
        Sum sum = algorithm.start();
        for (Part part : parts) {
            byte[] value = decode(part.value());
            sum.update(value, 0, value.length);
        }
        return Base64.getEncoder().encodeToString(sum.value()) + "-" + parts.size();
    }

    private static byte[] decode(String value) {
        return Base64.getDecoder().decode(value);
    }
}
