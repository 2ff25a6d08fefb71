package dev.quern.cli.output;

import dev.quern.core.value.DataSize;
import java.util.Locale;

/** Values as table cells show them. */
public final class Show {
    private Show() {}

    /** {@code 2026-01-31 12:00:00} from RFC 3339, still UTC. */
    public static String time(String rfc3339) {
        return rfc3339.length() < 19 ? rfc3339 : rfc3339.substring(0, 10) + " " + rfc3339.substring(11, 19);
    }

    public static String size(long bytes) {
        return bytes < 0 ? "" : new DataSize(bytes).toHuman();
    }

    public static String millis(double millis) {
        return millis < 10
                ? String.format(Locale.ROOT, "%.2f ms", millis)
                : String.format(Locale.ROOT, "%.0f ms", millis);
    }

    /** {@code sha256:0123456789ab}: enough to tell images apart and accepted by commands. */
    public static String digest(String digest) {
        return digest.length() > 19 ? digest.substring(0, 19) : digest;
    }
}
