package dev.quern.gateway.task;

import dev.quern.core.error.QuernException;
import dev.quern.core.task.Tier;
import dev.quern.core.value.Durations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** One line of a batch, {@code {"input":"…","args":["…"],"orderKey":"…"}}; every field may be left out. */
record BatchTask(byte[] input, List<String> arguments, TaskOptions options) {
    private static final byte[] NOTHING = {};

    /** @throws QuernException invalid_argument */
    static BatchTask parse(byte[] bytes, int from, int to) {
        JsonLine json = new JsonLine(bytes, from, to);
        Fields fields = new Fields();
        json.expect('{');
        if (!json.take('}')) {
            do {
                String name = json.string();
                json.expect(':');
                if (!json.takeNull()) {
                    fields.read(name, json);
                }
            } while (json.take(','));
            json.expect('}');
        }
        json.expectEnd();
        return fields.task();
    }

    /** What was read so far. */
    private static final class Fields {
        private Optional<byte[]> input = Optional.empty();
        private List<String> arguments = List.of();
        private Optional<String> orderKey = Optional.empty();
        private Optional<String> idempotencyKey = Optional.empty();
        private Duration delay = Duration.ZERO;
        private Tier tier = Tier.STANDARD;
        private Optional<Duration> maxAge = Optional.empty();
        private Optional<Integer> retries = Optional.empty();
        private Optional<String> callback = Optional.empty();
        private Optional<String> contentType = Optional.empty();
        private boolean plain = true;

        void read(String name, JsonLine json) {
            switch (name) {
                case "input" -> input(json.text());
                case "inputBase64" -> input(decoded(json.text()));
                case "args" -> arguments = strings(json);
                default -> {
                    option(name, json);
                    plain = false;
                }
            }
        }

        private void option(String name, JsonLine json) {
            switch (name) {
                case "orderKey" -> orderKey = Optional.of(json.string());
                case "idempotencyKey" -> idempotencyKey = Optional.of(json.string());
                case "delay" -> delay = Durations.parse(json.string());
                case "tier" -> tier = Tier.parse(json.string());
                case "maxAge" -> maxAge = Optional.of(Durations.parse(json.string()));
                case "retries" -> retries = Optional.of(json.number());
                case "callback" -> callback = Optional.of(json.string());
                case "contentType" -> contentType = Optional.of(json.string());
                default -> throw JsonLine.bad("a field is unknown: " + shown(name));
            }
        }

        BatchTask task() {
            TaskOptions options = plain
                    ? TaskOptions.NONE
                    : new TaskOptions(orderKey, idempotencyKey, delay, tier, maxAge, retries, callback, contentType);
            return new BatchTask(input.orElse(NOTHING), arguments, options);
        }

        private void input(byte[] bytes) {
            if (input.isPresent()) {
                throw JsonLine.bad("there are two inputs");
            }
            input = Optional.of(bytes);
        }

        private static byte[] decoded(byte[] text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw JsonLine.bad("inputBase64 is not base64");
            }
        }

        private static List<String> strings(JsonLine json) {
            List<String> strings = new ArrayList<>();
            json.expect('[');
            if (!json.take(']')) {
                do {
                    strings.add(json.string());
                } while (json.take(','));
                json.expect(']');
            }
            return strings;
        }

        private static String shown(String name) {
            return name.getBytes(StandardCharsets.UTF_8).length > 40 ? name.substring(0, 10) + "…" : name;
        }
    }
}
