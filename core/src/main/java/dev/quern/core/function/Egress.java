package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a function may connect to, written {@code none}, {@code any} or {@code HOST:PORT,…}. Whatever it says, the
 * addresses of the machine, its link and metadata services stay out of reach; {@code any} is every public address,
 * a private one has to be named or be what a named host resolves to.
 */
public record Egress(Reach reach, List<Target> targets) {
    public enum Reach {
        NONE,
        LISTED,
        ANY
    }

    public static final Egress NONE = new Egress(Reach.NONE, List.of());
    public static final Egress ANY = new Egress(Reach.ANY, List.of());
    static final int MOST = 64;

    private static final Pattern LABELS = Pattern.compile(
            "(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern ADDRESS = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /** @param host a name in lower case, or an IPv4 address */
    public record Target(String host, int port) {
        public Target {
            Pattern form = NUMBERS.matcher(host).matches() ? ADDRESS : LABELS;
            if (!form.matcher(host).matches()) {
                throw QuernException.invalid(
                        "--egress names a host that is neither a name nor an IPv4 address",
                        "Write HOST:PORT, for example db.example.com:5432 or 10.0.0.5:5432.");
            }
            if (port < 1 || port > 65_535) {
                throw QuernException.invalid("--egress has a port out of range", "Use 1 to 65535.");
            }
        }

        /** Whether it is named by its address. */
        public boolean isAddress() {
            return NUMBERS.matcher(host).matches();
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    public Egress {
        targets = List.copyOf(new LinkedHashSet<>(targets));
        if ((reach == Reach.LISTED) == targets.isEmpty()) {
            throw QuernException.invalid("--egress lists no host", "Write none, any or HOST:PORT,…");
        }
        if (targets.size() > MOST) {
            throw QuernException.invalid("--egress has at most " + MOST + " entries");
        }
    }

    public static Egress parse(String text) {
        return switch (text) {
            case "none" -> NONE;
            case "any" -> ANY;
            default ->
                new Egress(
                        Reach.LISTED,
                        List.of(text.split(",", -1)).stream()
                                .map(Egress::target)
                                .toList());
        };
    }

    private static Target target(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}")) {
            throw QuernException.invalid(
                    "--egress needs a host and a port in every entry",
                    "Write none, any or HOST:PORT,… for example db.example.com:5432.");
        }
        return new Target(hostOf(text.substring(0, colon)), Integer.parseInt(port));
    }

    /** A name as it is compared: lower case, without the dot that ends a full one. */
    public static String hostOf(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    public boolean isNone() {
        return reach == Reach.NONE;
    }

    /** The ports that are listed; empty for all. */
    public Set<Integer> ports() {
        return targets.stream().map(Target::port).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String toString() {
        return switch (reach) {
            case NONE -> "none";
            case ANY -> "any";
            case LISTED -> targets.stream().map(Target::toString).collect(Collectors.joining(","));
        };
    }
}
