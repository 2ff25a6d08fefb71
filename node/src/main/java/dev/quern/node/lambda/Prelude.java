package dev.quern.node.lambda;

import dev.quern.node.http.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Status and headers in front of a streamed answer: a JSON object and eight NUL bytes, as the response streams of the
 * official clients write them.
 */
final class Prelude {
    private static final int NULS = 8;

    private final ByteArrayOutputStream json = new ByteArrayOutputStream();
    private int nuls;

    /** Takes bytes up to the last NUL; empty when that has not come yet. */
    Optional<ResponseHead> take(ByteBuffer in) {
        while (in.hasRemaining()) {
            byte b = in.get();
            if (b == 0) {
                if (++nuls == NULS) {
                    return Optional.of(HttpAnswer.head(
                            SafeJson.object(json.toString(StandardCharsets.UTF_8))
                                    .orElseThrow(() -> Failures.bad("its prelude is no JSON object")),
                            "application/octet-stream"));
                }
            } else if (nuls > 0) {
                throw Failures.bad("its prelude does not end with eight NUL bytes");
            } else if (json.size() == Limits.PRELUDE) {
                throw Failures.bad("its prelude is longer than " + (Limits.PRELUDE >> 10) + " KiB");
            } else {
                json.write(b);
            }
        }
        return Optional.empty();
    }
}
