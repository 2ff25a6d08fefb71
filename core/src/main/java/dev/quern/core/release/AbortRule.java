package dev.quern.core.release;

import dev.quern.core.error.QuernException;
import dev.quern.core.metric.VersionFigures;
import dev.quern.core.value.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ends a rollout: {@code error-rate>1%}, {@code error-rate>2x}, {@code p99>2x} or {@code p99>300ms}, where
 * {@code x} is times the older version.
 */
public sealed interface AbortRule {
    int MOST = 10;

    /** Why {@code to} must not take over from {@code from}, if so. */
    Optional<String> broken(VersionFigures from, VersionFigures to, int minCalls);

    /**
     * Calls that failed among all. They count against at least as many as one failure of the limit stands for, so that
     * the first to fail says nothing yet; with that, failures are believed at once.
     *
     * @param limit a share of 1, or a multiple of the older version's if {@code relative}
     */
    record ErrorRate(double limit, boolean relative) implements AbortRule {
        @Override
        public Optional<String> broken(VersionFigures from, VersionFigures to, int minCalls) {
            if (relative && (from.calls() < minCalls || to.calls() < minCalls)) {
                return Optional.empty();
            }
            double before = rate(from, from.calls());
            // Two failures where the older version has none are enough to tell.
            double most = relative ? Math.max(limit * before, 1.0 / Math.max(1, to.calls())) : limit;
            double least = relative ? to.calls() : Math.max(to.calls(), Math.ceil(1 / most));
            double now = rate(to, least);
            return now > most
                    ? Optional.of("%d of %d calls failed, %s of the older version; the rule is %s"
                            .formatted(to.errors(), to.calls(), percent(before), this))
                    : Optional.empty();
        }

        private static double rate(VersionFigures figures, double among) {
            return among == 0 ? 0 : figures.errors() / among;
        }

        @Override
        public String toString() {
            return "error-rate>" + (relative ? multiple(limit) : percent(limit));
        }
    }

    /**
     * A quantile of the time calls run.
     *
     * @param limitMicros an absolute limit, or 0 for {@code times} the older version's
     */
    record Latency(int percentile, long limitMicros, double times) implements AbortRule {
        /** Less is noise of the machine, however many times the other it is. */
        private static final long NOISE_MICROS = 1_000;
        /** One or two slow calls are an accident, however few there were in all. */
        private static final int FEWEST_SLOW = 3;

        @Override
        public Optional<String> broken(VersionFigures from, VersionFigures to, int minCalls) {
            boolean relative = limitMicros == 0;
            if (to.calls() < minCalls || (relative && from.calls() < minCalls)) {
                return Optional.empty();
            }
            double quantile = percentile / 100.0;
            long before = from.run().quantileMicros(quantile);
            long now = to.run().quantileMicros(quantile);
            double most = relative ? Math.max(times * before, before + NOISE_MICROS) : limitMicros;
            long slower = to.calls() - to.run().atMost((long) most);
            return now > most && slower >= FEWEST_SLOW
                    ? Optional.of("p%d is %.1f ms, %.1f ms of the older version; the rule is %s"
                            .formatted(percentile, now / 1e3, before / 1e3, this))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "p" + percentile + ">"
                    + (limitMicros == 0 ? multiple(times) : Durations.format(Duration.ofMillis(limitMicros / 1000)));
        }
    }

    /** Several, with commas between. @throws QuernException invalid_argument */
    static List<AbortRule> parseAll(String text) {
        List<AbortRule> rules = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(AbortRule::parse)
                .toList();
        if (rules.size() > MOST) {
            throw QuernException.invalid("A rollout has at most " + MOST + " rules to abort on");
        }
        return rules;
    }

    static AbortRule parse(String text) {
        Matcher rule = Syntax.RULE.matcher(text);
        if (!rule.matches()) {
            throw refused(text);
        }
        String limit = rule.group("limit");
        Matcher number = Syntax.NUMBER.matcher(limit);
        if (number.matches()) {
            double value = Double.parseDouble(number.group("value"));
            boolean relative = number.group("unit").equals("x");
            if (!(value > 0 && value <= 1_000_000) || (!relative && (value >= 100 || rule.group("p") != null))) {
                throw refused(text);
            }
            return rule.group("p") == null
                    ? new ErrorRate(relative ? value : value / 100, relative)
                    : new Latency(Integer.parseInt(rule.group("p")), 0, value);
        }
        if (rule.group("p") == null) {
            throw refused(text);
        }
        long micros = Durations.parse(limit).toMillis() * 1000;
        if (micros <= 0) {
            throw refused(text);
        }
        return new Latency(Integer.parseInt(rule.group("p")), micros, 0);
    }

    private static QuernException refused(String text) {
        return QuernException.invalid(
                "'" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "' is no rule to abort on",
                "Write error-rate>1%, error-rate>2x, p99>2x or p99>300ms.");
    }

    private static String percent(double share) {
        return plain(share * 100) + "%";
    }

    private static String multiple(double factor) {
        return plain(factor) + "x";
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(Math.round(number * 1000) / 1000.0)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** How rules are written. */
    final class Syntax {
        static final Pattern RULE = Pattern.compile("(?:error-rate|p(?<p>50|9[0-9]))>(?<limit>[0-9a-z.%]{1,20})");
        static final Pattern NUMBER = Pattern.compile("(?<value>\\d{1,7}(?:\\.\\d{1,4})?)(?<unit>%|x)");

        private Syntax() {}
    }
}
