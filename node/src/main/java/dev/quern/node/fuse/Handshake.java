package dev.quern.node.fuse;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;

/** The first request, in which both sides say what they can (struct fuse_init_in, struct fuse_init_out). */
final class Handshake {
    private static final int MAJOR = 7;
    private static final int MINOR = 31;
    private static final int ASYNC_READ = 1;
    private static final int ATOMIC_O_TRUNC = 1 << 3;
    private static final int BIG_WRITES = 1 << 5;
    private static final int DO_READDIRPLUS = 1 << 13;
    private static final int READDIRPLUS_AUTO = 1 << 14;
    private static final int PARALLEL_DIROPS = 1 << 18;
    private static final int MAX_PAGES = 1 << 22;
    private static final int WANTED =
            ASYNC_READ | ATOMIC_O_TRUNC | BIG_WRITES | DO_READDIRPLUS | READDIRPLUS_AUTO | PARALLEL_DIROPS | MAX_PAGES;
    private static final int PAGE = 4096;

    private Handshake() {}

    /** @throws LinuxException EINVAL for a kernel from before 4.20 */
    static void answer(Request r, Answer a, int inFlight) {
        if (r.number(0) != MAJOR || r.number(4) < MINOR) {
            throw new LinuxException("init", Errno.EINVAL, "FUSE " + r.number(0) + "." + r.number(4));
        }
        a.buffer().putInt(MAJOR).putInt(MINOR).putInt(r.number(8)).putInt(r.number(12) & WANTED);
        a.buffer().putShort((short) inFlight).putShort((short) (inFlight * 3 / 4));
        a.buffer().putInt(Answer.MOST).putInt(1);
        a.buffer().putShort((short) (Answer.MOST / PAGE)).putShort((short) 0);
        for (int i = 0; i < 8; i++) {
            a.buffer().putInt(0);
        }
    }
}
