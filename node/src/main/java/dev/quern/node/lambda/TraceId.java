package dev.quern.node.lambda;

import dev.quern.node.http.RequestHead;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The trace header of AWS X-Ray: {@code Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…;Sampled=1}. */
final class TraceId {
    private static final String HEADER = "X-Amzn-Trace-Id";
    private static final Pattern GOOD =
            Pattern.compile("Root=1-[0-9a-f]{8}-[0-9a-f]{24}(;[A-Za-z]{1,32}=[A-Za-z0-9:|_-]{1,128}){0,8}");

    private TraceId() {}

    /** The caller's, if it is one, so that traces go on; else a new one that is not sampled. */
    static String of(RequestHead head) {
        return head.headers().stream()
                .filter(h -> h.is(HEADER))
                .map(h -> h.value())
                .filter(value -> GOOD.matcher(value).matches())
                .findFirst()
                .orElseGet(TraceId::made);
    }

    private static String made() {
        HexFormat hex = HexFormat.of();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String second = hex.toHexDigits((int) Instant.now().getEpochSecond());
        return "Root=1-" + second + "-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextInt())
                + ";Parent=" + hex.toHexDigits(random.nextLong()) + ";Sampled=0";
    }
}
