package dev.quern.core.recipe;

import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.value.DataSize;
import dev.quern.core.value.Durations;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How the author of an image means it to be run. They travel in the image as labels, so that a deploy that
 * says nothing else takes them, whichever way the image came.
 */
public record RunDefaults(
        Optional<Contract> contract, Optional<Fresh> fresh, Optional<DataSize> memory, Optional<Duration> timeout) {
    private static final String PREFIX = "dev.quern.";

    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        contract.ifPresent(c -> labels.put(PREFIX + "contract", c.wire()));
        fresh.ifPresent(f -> labels.put(PREFIX + "fresh", f.wire()));
        memory.ifPresent(m -> labels.put(PREFIX + "memory", m.toString()));
        timeout.ifPresent(t -> labels.put(PREFIX + "timeout", Durations.format(t)));
        return labels;
    }

    /** @throws dev.quern.core.error.QuernException invalid_argument for a label that cannot be read */
    public static RunDefaults of(Map<String, String> labels) {
        return new RunDefaults(
                label(labels, "contract", Contract::parse),
                label(labels, "fresh", Fresh::parse),
                label(labels, "memory", DataSize::parse),
                label(labels, "timeout", Durations::parse));
    }

    private static <T> Optional<T> label(Map<String, String> labels, String name, Function<String, T> parse) {
        return Optional.ofNullable(labels.get(PREFIX + name)).map(parse);
    }
}
