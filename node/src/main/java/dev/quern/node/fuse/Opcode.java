package dev.quern.node.fuse;

/** The requests that are known here (enum fuse_opcode). */
final class Opcode {
    static final int LOOKUP = 1;
    static final int FORGET = 2;
    static final int GETATTR = 3;
    static final int SETATTR = 4;
    static final int MKDIR = 9;
    static final int UNLINK = 10;
    static final int RMDIR = 11;
    static final int RENAME = 12;
    static final int OPEN = 14;
    static final int READ = 15;
    static final int WRITE = 16;
    static final int STATFS = 17;
    static final int RELEASE = 18;
    static final int FSYNC = 20;
    static final int FLUSH = 25;
    static final int INIT = 26;
    static final int OPENDIR = 27;
    static final int READDIR = 28;
    static final int RELEASEDIR = 29;
    static final int FSYNCDIR = 30;
    static final int ACCESS = 34;
    static final int CREATE = 35;
    static final int INTERRUPT = 36;
    static final int DESTROY = 38;
    static final int BATCH_FORGET = 42;
    static final int READDIRPLUS = 44;
    static final int RENAME2 = 45;

    private Opcode() {}

    /** Whether its body begins with a handle, and it is done in the order of the handle's requests. */
    static boolean inOrder(int opcode) {
        return switch (opcode) {
            case READ, WRITE, FLUSH, FSYNC, RELEASE, READDIR, READDIRPLUS, RELEASEDIR -> true;
            default -> false;
        };
    }

    /** Whether its answer is as long as was asked for. */
    static boolean asksForContent(int opcode) {
        return opcode == READ || opcode == READDIR || opcode == READDIRPLUS;
    }

    /** Whether it may move a whole file, and so take long. */
    static boolean movesFile(int opcode) {
        return switch (opcode) {
            case FLUSH, FSYNC, RELEASE, WRITE, SETATTR, RENAME, RENAME2 -> true;
            default -> false;
        };
    }
}
