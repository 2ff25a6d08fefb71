package dev.quern.gateway.call;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.value.DataSize;
import dev.quern.core.value.Durations;
import dev.quern.gateway.http.Exchange;

/** An execution of an image that no function names: what it is run with comes in the query. */
public final class AdHoc {
    private AdHoc() {}

    /** @param route as it is shown in the error when the image is missing */
    public static String image(Exchange x, String route) {
        return x.query("image")
                .orElseThrow(() -> QuernException.invalid(
                        "What an image is to do names it: " + route + "?image=…",
                        "For a function, POST to /v1/functions/{ns}/{name}" + route.substring("/v1".length()) + "."));
    }

    public static FunctionConfig config(Exchange x) {
        FunctionConfig d = FunctionConfig.defaults();
        return new FunctionConfig(
                d.contract(),
                d.command(),
                d.fresh(),
                x.query("runtime"),
                x.query("memory").map(DataSize::parse).orElse(d.memory()),
                x.query("timeout").map(Durations::parse).orElse(d.timeout()),
                d.concurrency(),
                d.min(),
                d.max(),
                d.queue(),
                d.environment(),
                d.mounts(),
                d.labels(),
                d.serving());
    }
}
