package dev.quern.manager.task;

import dev.quern.linux.LinuxException;
import dev.quern.node.call.NodeCall;
import java.nio.ByteBuffer;

/** What a program writes to its stdout. */
final class StdoutSource implements ResultSource {
    private static final int WIDE_PIPE = 1 << 20;

    private final NodeCall call;

    StdoutSource(NodeCall call) {
        this.call = call;
    }

    @Override
    public int read(ByteBuffer into) {
        try {
            int n = call.stdout().read(into);
            call.countOut(Math.max(n, 0));
            return n;
        } catch (LinuxException e) {
            // The sandbox was destroyed under the reader; how the call finished says why.
            return -1;
        }
    }

    @Override
    public void isLong() {
        call.stdout().capacity(WIDE_PIPE);
    }
}
