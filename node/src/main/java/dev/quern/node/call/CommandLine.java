package dev.quern.node.call;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.image.ImageConfig;
import dev.quern.node.lambda.Identity;
import dev.quern.node.lambda.LambdaEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a call executes: argv and environment, from image, version and request. */
public final class CommandLine {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /** The kernel takes a quarter of the stack limit (8 MiB) for argv and environment with their pointers. */
    private static final int MOST_BYTES = (2 << 20) - (64 << 10);

    /** Names of the platform's own; an image cannot speak for it. */
    private static final String OWN = "QUERN_";

    private CommandLine() {}

    public static List<String> argv(CallSpec spec, ImageConfig image) {
        List<String> said = spec.config().launch().entrypoint();
        List<String> argv = new ArrayList<>(said.isEmpty() ? image.entrypoint() : said);
        if (!spec.replaceCommand() || spec.arguments().isEmpty()) {
            argv.addAll(
                    spec.config().command().isEmpty()
                            ? image.command()
                            : spec.config().command());
        }
        argv.addAll(spec.arguments());
        if (argv.isEmpty() || argv.getFirst().isEmpty()) {
            throw new QuernException(
                    ErrorCode.ENTRYPOINT_NOT_FOUND,
                    "The image has neither an entry point nor a command",
                    "Name one: quern deploy … -- COMMAND [ARGS…], or quern run IMAGE COMMAND.");
        }
        return argv;
    }

    public static String workingDirectory(CallSpec spec, ImageConfig image) {
        return spec.config().launch().workingDirectory().orElse(image.workingDirectory());
    }

    static List<String> environment(CallSpec spec, ImageConfig image, String home) {
        Map<String, String> env = common(spec, image, home);
        env.put("QUERN_CALL_ID", spec.id().toString());
        env.put("QUERN_DEADLINE", Long.toString(spec.deadline().toEpochMilli()));
        spec.task().ifPresent(attempt -> {
            env.put("QUERN_TASK_ID", attempt.task().toString());
            env.put("QUERN_ATTEMPT", Integer.toString(attempt.number()));
        });
        return entries(env);
    }

    /** Of a server, which lives longer than a call: what its contract promises. */
    public static List<String> serverEnvironment(CallSpec spec, ImageConfig image, String home, List<String> argv) {
        Map<String, String> env = common(spec, image, home);
        switch (spec.config().contract()) {
            case STDIO -> throw new IllegalArgumentException("a program is no server");
            case HTTP -> putKnative(spec, env);
            case FN -> FnVariables.put(spec, env);
            case LAMBDA -> {
                LambdaEnvironment.defaults().forEach(env::putIfAbsent);
                env.putAll(
                        LambdaEnvironment.own(Identity.of(spec), spec.config().memory(), argv, env));
            }
        }
        return entries(env);
    }

    /** The names of the Knative runtime contract. */
    private static void putKnative(CallSpec spec, Map<String, String> env) {
        env.put("PORT", Integer.toString(spec.config().serving().port()));
        spec.function().ifPresent(f -> {
            env.put("K_SERVICE", f.name());
            env.put("K_CONFIGURATION", f.name());
            env.put("K_REVISION", f.name() + "-" + spec.version());
        });
    }

    private static Map<String, String> common(CallSpec spec, ImageConfig image, String home) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", DEFAULT_PATH);
        env.put("HOME", home);
        for (String entry : image.environment()) {
            int equals = entry.indexOf('=');
            if (equals > 0 && !entry.startsWith(OWN)) {
                env.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        env.putAll(spec.config().environment());
        spec.function().ifPresent(f -> env.put("QUERN_FUNCTION", f.toString()));
        return env;
    }

    private static List<String> entries(Map<String, String> env) {
        List<String> entries = new ArrayList<>(env.size());
        env.forEach((name, value) -> entries.add(name + "=" + value));
        return entries;
    }

    /** Refuses what the kernel would refuse, with a message that says so. */
    public static void check(List<String> argv, List<String> environment) {
        long bytes = 0;
        for (List<String> strings : List.of(argv, environment)) {
            for (String s : strings) {
                // A variable counts with its name: the kernel sees one string.
                FunctionConfig.argument(s);
                bytes += s.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 9L;
            }
        }
        if (bytes > MOST_BYTES) {
            throw QuernException.invalid(
                    "Arguments and environment together are " + bytes + " bytes; the kernel takes about " + MOST_BYTES,
                    "Send large input as the request body.");
        }
    }
}
