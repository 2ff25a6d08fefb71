package dev.quern.node.fuse;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.nio.ByteBuffer;

/** Decodes requests, has the file system do them and encodes what it says; one method for each shape of answer. */
final class Operations {
    private static final int SIZE_IS_SET = 1 << 3;
    private static final int NO_REPLACE = 1;
    private static final int W_OK = 2;
    /** A node is one version of a file, so what the kernel has of its content stays right. */
    private static final int KEEP_CACHE = 1 << 1;

    private final FileSystem files;
    private final boolean readOnly;

    Operations(FileSystem files, boolean readOnly) {
        this.files = files;
        this.readOnly = readOnly;
    }

    /** @throws LinuxException for the function */
    void perform(Request r, Answer a) {
        if (readOnly && changes(r)) {
            throw new LinuxException("write", Errno.EROFS, "");
        }
        switch (r.opcode()) {
            case Opcode.LOOKUP -> entry(a, files.lookup(r.node(), r.name(0)));
            case Opcode.GETATTR -> a.attributes(files.attributes(r.node()));
            case Opcode.SETATTR -> setAttributes(r, a);
            case Opcode.OPEN -> open(r, a);
            case Opcode.CREATE -> create(r, a);
            case Opcode.READ -> read(r, a);
            case Opcode.WRITE -> write(r, a);
            case Opcode.FLUSH -> files.flush(r.longAt(0), r.thread());
            case Opcode.FSYNC -> files.sync(r.longAt(0));
            case Opcode.RELEASE -> files.release(r.longAt(0));
            case Opcode.OPENDIR -> openDirectory(r, a);
            case Opcode.READDIR -> list(r, a, false);
            case Opcode.READDIRPLUS -> list(r, a, true);
            case Opcode.RELEASEDIR -> files.releaseDirectory(r.longAt(0));
            case Opcode.MKDIR -> entry(a, files.makeDirectory(r.node(), r.name(8)));
            case Opcode.RMDIR -> files.removeDirectory(r.node(), r.name(0));
            case Opcode.UNLINK -> files.remove(r.node(), r.name(0));
            case Opcode.RENAME -> files.rename(r.node(), r.name(8), r.longAt(0), r.secondName(8), true);
            case Opcode.RENAME2 -> renameFlagged(r);
            case Opcode.STATFS -> a.space();
            case Opcode.ACCESS, Opcode.FSYNCDIR, Opcode.DESTROY -> {}
            default -> throw new LinuxException("request", Errno.ENOSYS, "");
        }
    }

    private static boolean changes(Request r) {
        return switch (r.opcode()) {
            case Opcode.SETATTR,
                    Opcode.CREATE,
                    Opcode.WRITE,
                    Opcode.MKDIR,
                    Opcode.RMDIR,
                    Opcode.UNLINK,
                    Opcode.RENAME,
                    Opcode.RENAME2 -> true;
            case Opcode.OPEN -> (r.number(0) & (FileSystem.O_ACCMODE | FileSystem.O_TRUNC)) != 0;
            case Opcode.ACCESS -> (r.number(0) & W_OK) != 0;
            default -> false;
        };
    }

    private void entry(Answer a, Entry entry) {
        a.entry(entry).otherwise(() -> files.forget(entry.node(), 1));
    }

    /** Owner, mode and times are what they are. */
    private void setAttributes(Request r, Answer a) {
        boolean size = (r.number(0) & SIZE_IS_SET) != 0;
        a.attributes(size ? files.resize(r.node(), r.longAt(16)) : files.attributes(r.node()));
    }

    private void open(Request r, Answer a) {
        long handle = files.open(r.node(), r.number(0), r.thread());
        a.handle(handle, KEEP_CACHE).otherwise(() -> files.release(handle));
    }

    private void create(Request r, Answer a) {
        Created created = files.create(r.node(), r.name(16), r.number(0), r.thread());
        a.entry(created.entry()).handle(created.handle(), KEEP_CACHE).otherwise(() -> {
            files.release(created.handle());
            files.forget(created.entry().node(), 1);
        });
    }

    private void read(Request r, Answer a) {
        int size = Math.clamp(r.number(16), 0, Answer.MOST);
        ByteBuffer into = a.buffer().limit(a.buffer().position() + size);
        files.read(r.longAt(0), r.longAt(8), into);
    }

    private void write(Request r, Answer a) {
        int size = r.number(16);
        files.write(r.longAt(0), r.longAt(8), r.bytes(40, size));
        a.written(size);
    }

    private void openDirectory(Request r, Answer a) {
        long handle = files.openDirectory(r.node());
        a.handle(handle, 0).otherwise(() -> files.releaseDirectory(handle));
    }

    private void list(Request r, Answer a, boolean plus) {
        Listed page = new Listed(a, r.number(16), plus);
        a.otherwise(() -> page.nodes().forEach(node -> files.forget(node, 1)));
        files.list(r.longAt(0), r.longAt(8), page);
    }

    private void renameFlagged(Request r) {
        int flags = r.number(8);
        if ((flags & ~NO_REPLACE) != 0) {
            throw new LinuxException("rename", Errno.EINVAL, "");
        }
        files.rename(r.node(), r.name(16), r.longAt(0), r.secondName(16), flags == 0);
    }
}
