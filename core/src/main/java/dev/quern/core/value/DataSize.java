package dev.quern.core.value;

import dev.quern.core.error.QuernException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written {@code 256Mi}, {@code 1Gi}, {@code 64k} or plain bytes. {@code Ki Mi Gi
 * Ti} are powers of 1024, {@code k M G T} of 1000, as in Kubernetes.
 *
 * @param bytes at least 0
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})(Ki|Mi|Gi|Ti|k|M|G|T|B)?");

    public DataSize {
        if (bytes < 0) {
            throw QuernException.invalid("A size cannot be negative: " + bytes);
        }
    }

    public static DataSize ofMebibytes(long mebibytes) {
        return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    public static DataSize ofKibibytes(long kibibytes) {
        return new DataSize(Math.multiplyExact(kibibytes, 1L << 10));
    }

    public static DataSize parse(String text) {
        Matcher m = TEXT.matcher(text.trim());
        if (!m.matches()) {
            throw QuernException.invalid("'" + text + "' is not a size", "Write sizes like 256Mi, 1Gi or 65536.");
        }
        long unit = switch (m.group(2) == null ? "B" : m.group(2)) {
            case "Ki" -> 1L << 10;
            case "Mi" -> 1L << 20;
            case "Gi" -> 1L << 30;
            case "Ti" -> 1L << 40;
            case "k" -> 1_000L;
            case "M" -> 1_000_000L;
            case "G" -> 1_000_000_000L;
            case "T" -> 1_000_000_000_000L;
            default -> 1L;
        };
        try {
            return new DataSize(Math.multiplyExact(Long.parseLong(m.group(1)), unit));
        } catch (ArithmeticException e) {
            throw QuernException.invalid("'" + text + "' is too large a size");
        }
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** For people: one decimal and the largest fitting unit, {@code 1.5Gi}. */
    public String toHuman() {
        String[] units = {"B", "Ki", "Mi", "Gi", "Ti"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f%s", value, units[unit])
                : String.format(Locale.ROOT, "%.1f%s", value, units[unit]);
    }

    /** Exact, and accepted by {@link #parse}: {@code 256Mi}, {@code 1000}. */
    @Override
    public String toString() {
        String[] units = {"", "Ki", "Mi", "Gi", "Ti"};
        long value = bytes;
        int unit = 0;
        while (value != 0 && value % 1024 == 0 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return value + units[unit];
    }
}
