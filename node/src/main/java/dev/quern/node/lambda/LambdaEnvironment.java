package dev.quern.node.lambda;

import dev.quern.core.value.DataSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the environment of a Lambda image holds (AWS Lambda developer guide, "Defined runtime environment variables"). */
public final class LambdaEnvironment {
    /** On the sandbox's own loopback. */
    public static final int PORT = 9001;

    private LambdaEnvironment() {}

    /** Image and function may say otherwise. */
    public static Map<String, String> defaults() {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("LAMBDA_TASK_ROOT", "/var/task");
        env.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        env.put("AWS_REGION", Identity.REGION);
        env.put("AWS_DEFAULT_REGION", Identity.REGION);
        env.put("TZ", ":UTC");
        return env;
    }

    /**
     * The platform's own.
     *
     * @param argv the handler is its last word, unless the function says otherwise
     * @param given by image and function
     */
    public static Map<String, String> own(
            Identity function, DataSize memory, List<String> argv, Map<String, String> given) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + PORT);
        env.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        env.put("AWS_LAMBDA_FUNCTION_VERSION", Integer.toString(function.version()));
        env.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Long.toString(memory.bytes() >> 20));
        env.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        env.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
        env.put("AWS_LAMBDA_LOG_STREAM_NAME", "[" + function.version() + "]");
        if (!given.containsKey("_HANDLER")) {
            env.put("_HANDLER", argv.size() > 1 ? argv.getLast() : "");
        }
        return env;
    }
}
