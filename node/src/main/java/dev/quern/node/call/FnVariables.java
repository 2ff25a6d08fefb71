package dev.quern.node.call;

import dev.quern.sandbox.SocketDirectory;
import java.util.Map;

/** What FDKs find in their environment. */
public final class FnVariables {
    /** The name of the socket, in {@link SocketDirectory}. */
    public static final String SOCKET = "lsnr.sock";

    private FnVariables() {}

    static void put(CallSpec spec, Map<String, String> env) {
        env.put("FN_FORMAT", "http-stream");
        env.put("FN_LISTENER", "unix:" + SocketDirectory.TARGET + "/" + SOCKET);
        env.put("FN_TYPE", "sync");
        env.put("FN_MEMORY", Long.toString(spec.config().memory().bytes() >> 20));
        spec.function().ifPresent(f -> {
            env.put("FN_APP_ID", f.namespace());
            env.put("FN_APP_NAME", f.namespace());
            env.put("FN_FN_ID", f + "@" + spec.version());
            env.put("FN_FN_NAME", f.name());
        });
    }
}
