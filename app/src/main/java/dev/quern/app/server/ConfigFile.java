package dev.quern.app.server;

import com.sun.management.OperatingSystemMXBean;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Mount;
import dev.quern.core.value.DataSize;
import dev.quern.core.value.Durations;
import dev.quern.gateway.http.HttpSettings;
import dev.quern.gateway.http.HttpSettings.TlsFiles;
import dev.quern.gateway.s3.S3Settings;
import dev.quern.images.pull.PullSettings;
import dev.quern.manager.build.BuildSettings;
import dev.quern.manager.callback.CallbackSettings;
import dev.quern.manager.task.TaskSettings;
import dev.quern.node.ServerSettings;
import dev.quern.node.egress.EgressSettings;
import dev.quern.objects.remote.RemoteSettings;
import dev.quern.registry.RegistrySettings;
import dev.quern.store.registry.Quota;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a server's configuration from {@code key=value} lines (java.util.Properties) and flags, which
 * use the same keys and win. A key nobody reads is an error: a typing mistake must not pass as a
 * default.
 */
public final class ConfigFile {
    private static final Pattern MIRROR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*");
    private static final int S3_ABOVE = 920;

    private final Map<String, String> values = new TreeMap<>();

    private ConfigFile() {}

    /**
     * @param file must exist if given; {@code DATA/quern.properties} is read when it exists
     * @param flags by the keys of the file
     */
    public static ServerConfig read(Path data, Optional<Path> file, Map<String, String> flags) {
        ConfigFile config = new ConfigFile();
        Path source = file.orElse(data.resolve(ServerConfig.FILE));
        if (file.isPresent() || Files.exists(source)) {
            config.load(source);
        }
        config.values.putAll(flags);
        ServerConfig read = config.build(data);
        if (!config.values.isEmpty()) {
            throw QuernException.invalid(
                    "Unknown configuration key: " + String.join(", ", config.values.keySet()),
                    "See the table of keys in docs/configuration.md.");
        }
        return read;
    }

    private void load(Path source) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(source, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT, "The configuration file cannot be read: " + e.getMessage(), null, e);
        }
        properties.forEach(
                (key, value) -> values.put(key.toString(), value.toString().trim()));
    }

    private ServerConfig build(Path data) {
        InetSocketAddress listen = HttpSettings.parse(take("listen").orElse(ServerConfig.DEFAULT_LISTEN));
        Optional<Path> certificate = take("tls.cert").map(Path::of);
        Optional<Path> key = take("tls.key").map(Path::of);
        if (certificate.isPresent() != key.isPresent()) {
            throw QuernException.invalid("tls.cert and tls.key belong together");
        }
        HttpSettings http = new HttpSettings(
                listen.getHostString(),
                listen.getPort(),
                certificate.map(c -> new TlsFiles(c, key.orElseThrow())),
                value("insecure", Boolean::parseBoolean, false));
        int idBase = number("sandbox.id-base", 0x1000_0000, 1 << 17, 0x7000_0000);
        int cores = Runtime.getRuntime().availableProcessors();
        return new ServerConfig(
                data,
                http,
                s3(http),
                objects(),
                take("store.url-file").map(Path::of),
                take("runtime"),
                number("node.running", cores, 1, 10_000),
                number("node.queue", 1_000, 0, 100_000),
                number("node.ready-at-most", 64, 0, 1_000),
                value("node.pool-idle", Durations::parse, Duration.ofMinutes(5)),
                servers(),
                egress(),
                paths("mount.allow"),
                buckets("mount.buckets"),
                value("mount.spool", DataSize::parse, DataSize.ofMebibytes(1024)),
                value("drain.grace", Durations::parse, Duration.ofSeconds(30)),
                value("log.per-call", DataSize::parse, DataSize.ofMebibytes(1)),
                value("log.total", DataSize::parse, DataSize.ofMebibytes(1024)),
                value("log.age", Durations::parse, Duration.ofDays(7)),
                value("calls.age", Durations::parse, Duration.ofDays(30)),
                tasks(),
                builds(idBase),
                value("price.cpu-second", text -> Optional.of(price(text)), Optional.empty()),
                take("images.max-bytes").map(DataSize::parse).orElseGet(() -> halfOfTheDisk(data)),
                value("images.mirrors", PullSettings::parse, PullSettings.DEFAULT),
                registry(),
                idBase);
    }

    private EgressSettings egress() {
        EgressSettings d = EgressSettings.DEFAULT;
        return EgressSettings.of(
                take("egress.deny").orElse(""),
                number("egress.connections", d.inAll(), 1, 65_535),
                value("egress.idle", Durations::parse, d.idle()));
    }

    private ServerSettings servers() {
        return new ServerSettings(
                take("node.server-memory").map(DataSize::parse).orElseGet(ConfigFile::mostOfTheMemory),
                value("node.freeze-after", Durations::parse, Duration.ofSeconds(5)),
                value("node.stop-wait", Durations::parse, Duration.ofSeconds(10)));
    }

    /** Three quarters, so that calls, the database and the page cache have theirs. */
    private static DataSize mostOfTheMemory() {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new DataSize(machine.getTotalMemorySize() / 4 * 3);
    }

    /** As many ports above the gateway's as 9000, where S3 is usual, is above 8080. */
    private Optional<S3Settings> s3(HttpSettings http) {
        int usual = http.port() == 0 || http.port() > 65_535 - S3_ABOVE ? 0 : http.port() + S3_ABOVE;
        Optional<String> named = take("s3.listen");
        Optional<String> domain = take("s3.domain").map(d -> d.toLowerCase(Locale.ROOT));
        if (named.filter("off"::equals).isPresent()) {
            return Optional.empty();
        }
        String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
        InetSocketAddress address = HttpSettings.parse(named.orElse(host + ":" + usual));
        return Optional.of(new S3Settings(
                new HttpSettings(address.getHostString(), address.getPort(), http.tls(), http.insecure()), domain));
    }

    private Optional<RemoteSettings> objects() {
        String region = take("objects.region").orElse("us-east-1");
        Optional<Path> credentials = take("objects.credentials-file").map(Path::of);
        return take("objects").map(url -> RemoteSettings.parse(url, region, credentials));
    }

    private TaskSettings tasks() {
        TaskSettings d = TaskSettings.DEFAULT;
        CallbackSettings callbacks = new CallbackSettings(
                value("callback.timeout", Durations::parse, d.callbacks().timeout()),
                number("callback.at-once", d.callbacks().atOnce(), 1, 1_000),
                Stream.of(take("callback.allow").orElse("").split(","))
                        .map(host -> host.trim().toLowerCase(Locale.ROOT))
                        .filter(host -> !host.isEmpty())
                        .collect(Collectors.toSet()),
                take("public-url").map(url -> url.replaceFirst("/+$", "")));
        return new TaskSettings(
                value("task.lease", Durations::parse, d.lease()),
                value("task.renew", Durations::parse, d.renew()),
                d.poll(),
                number("task.prefetch", d.prefetch(), 0, 1_000),
                number("task.in-hand", d.inHand(), 1, 10_000),
                value("task.checkpoint", Durations::parse, d.checkpoint()),
                value("task.result-limit", DataSize::parse, new DataSize(d.mostResult()))
                        .bytes(),
                callbacks);
    }

    private BuildSettings builds(int idBase) {
        BuildSettings d = BuildSettings.DEFAULT;
        return new BuildSettings(
                value("build.network", ConfigFile::network, d.network()),
                value("build.memory", DataSize::parse, d.memory()),
                number("build.pids", d.pids(), 16, 100_000),
                value("build.timeout", Durations::parse, d.timeout()),
                number("build.at-once", d.atOnce(), 1, 64),
                number("build.queue", d.queue(), 1, 10_000),
                value("build.context", DataSize::parse, d.context()),
                value("build.cache", DataSize::parse, d.cache()),
                value("build.age", Durations::parse, d.age()),
                take("build.base-mirror").map(ConfigFile::mirror),
                take("build.package-mirror").map(ConfigFile::mirror),
                // the range below those of sandboxes
                idBase - (1L << 16));
    }

    private static boolean network(String text) {
        return switch (text) {
            case "none" -> false;
            case "any" -> true;
            default -> throw QuernException.invalid("'" + text + "' is not a network policy", "Use none or any.");
        };
    }

    /** It stands in commands of builds, so nothing but what names and URLs are made of. */
    private static String mirror(String text) {
        if (!MIRROR.matcher(text).matches()) {
            throw QuernException.invalid("'" + text + "' is not a mirror's address");
        }
        return text.replaceFirst("/+$", "");
    }

    private static DataSize halfOfTheDisk(Path data) {
        Path there = data.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return new DataSize(Files.getFileStore(there).getTotalSpace() / 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RegistrySettings registry() {
        RegistrySettings d = RegistrySettings.DEFAULT;
        return new RegistrySettings(
                value("registry.untagged-age", Durations::parse, d.untagged()),
                value("registry.unused-age", Durations::parse, d.unused()),
                value("registry.upload-age", Durations::parse, d.uploads()),
                value("registry.collect-every", Durations::parse, d.interval()),
                new Quota(take("registry.max-bytes-per-namespace").map(DataSize::parse)));
    }

    private Optional<String> take(String key) {
        return Optional.ofNullable(values.remove(key)).filter(v -> !v.isEmpty());
    }

    private <T> T value(String key, Function<String, T> parse, T fallback) {
        Optional<String> text = take(key);
        try {
            return text.isEmpty() ? fallback : parse.apply(text.get());
        } catch (QuernException e) {
            throw new QuernException(e.code(), key + ": " + e.text(), e.fix().orElse(null), e);
        }
    }

    private int number(String key, int fallback, int least, int most) {
        return value(
                key,
                text -> {
                    try {
                        int n = Integer.parseInt(text);
                        if (n >= least && n <= most) {
                            return n;
                        }
                    } catch (NumberFormatException e) {
                        // Falls through to the one message.
                    }
                    throw QuernException.invalid("'" + text + "' is not a number from " + least + " to " + most);
                },
                fallback);
    }

    private static BigDecimal price(String text) {
        try {
            BigDecimal price = new BigDecimal(text);
            if (price.signum() >= 0 && price.precision() <= 18 && Math.abs(price.scale()) <= 18) {
                return price;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message.
        }
        throw QuernException.invalid("'" + text + "' is not a price", "Write a decimal number like 0.000012.");
    }

    /** A comma-separated list of buckets and prefixes, written as the source of a mount is. */
    private List<String> buckets(String key) {
        return Stream.of(take(key).orElse("").split(","))
                .map(String::trim)
                .filter(source -> !source.isEmpty())
                .map(source -> {
                    Mount mount = Mount.parse(source + ":/x");
                    if (!mount.isBucket()) {
                        throw QuernException.invalid(key + ": '" + source + "' is not a bucket or bucket/prefix");
                    }
                    return mount.source();
                })
                .toList();
    }

    /** A colon-separated list of existing directories, links resolved. */
    private List<Path> paths(String key) {
        List<Path> paths = new ArrayList<>();
        Stream.of(take(key).orElse("").split(":")).filter(p -> !p.isEmpty()).forEach(p -> {
            try {
                Path real = Path.of(p).toRealPath();
                if (Files.isDirectory(real) && Path.of(p).isAbsolute()) {
                    paths.add(real);
                    return;
                }
            } catch (IOException e) {
                // Falls through to the one message.
            }
            throw QuernException.invalid(key + ": '" + p + "' is not an existing directory's absolute path");
        });
        return paths;
    }
}
