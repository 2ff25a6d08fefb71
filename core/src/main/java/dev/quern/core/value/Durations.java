package dev.quern.core.value;

import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 250ms}, {@code 7d}. */
public final class Durations {
    private static final Pattern PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private Durations() {}

    /** @throws QuernException invalid_argument when the text is not a duration; zero is accepted */
    public static Duration parse(String text) {
        Matcher m = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        try {
            while (m.find() && m.start() == end) {
                end = m.end();
                long n = Long.parseLong(m.group(1));
                sum = sum.plus(
                        switch (m.group(2)) {
                            case "ms" -> Duration.ofMillis(n);
                            case "s" -> Duration.ofSeconds(n);
                            case "m" -> Duration.ofMinutes(n);
                            case "h" -> Duration.ofHours(n);
                            default -> Duration.ofDays(n);
                        });
            }
        } catch (ArithmeticException e) {
            throw QuernException.invalid("'" + text + "' is too long a duration");
        }
        if (end == 0 || end != text.length()) {
            throw QuernException.invalid("'" + text + "' is not a duration", "Write durations like 30s, 5m or 1h30m.");
        }
        return sum;
    }

    /** The shortest exact spelling that {@link #parse} reads back. */
    public static String format(Duration d) {
        long ms = d.toMillis();
        if (ms == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder();
        long[] units = {86_400_000, 3_600_000, 60_000, 1000, 1};
        String[] names = {"d", "h", "m", "s", "ms"};
        for (int i = 0; i < units.length; i++) {
            if (ms / units[i] > 0) {
                out.append(ms / units[i]).append(names[i]);
                ms %= units[i];
            }
        }
        return out.toString();
    }
}
