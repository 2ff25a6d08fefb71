package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.LinuxException;
import dev.quern.linux.MemoryFiles;
import java.util.List;

/**
 * The private files of one sandbox. In it, each path is a link of Quern's layer to a file in {@link #INSIDE}, where a
 * file system in memory is mounted that only this process can write to. So a file can be at any path, and what it
 * holds is decided when a run starts and not when the sandbox is made.
 */
final class PrivateFiles implements AutoCloseable {
    static final String INSIDE = "/.quern/private";

    private final MemoryFiles memory;
    private final List<String> paths;
    private final int uid;
    private final int gid;

    private PrivateFiles(MemoryFiles memory, List<String> paths, int uid, int gid) {
        this.memory = memory;
        this.paths = paths;
        this.uid = uid;
        this.gid = gid;
    }

    /** @param uid and gid, on the machine, of the function's user */
    static PrivateFiles create(List<String> paths, int uid, int gid) {
        long bytes = (long) paths.size() * SandboxSpec.MAX_FILE_BYTES;
        return new PrivateFiles(MemoryFiles.create("private", bytes, paths.size()), paths, uid, gid);
    }

    /** Where the link at the path of this index leads. */
    static String target(int index) {
        return INSIDE + "/" + index;
    }

    /** The mount; whoever attaches it closes it. */
    StagedMount mount() {
        return new StagedMount(memory.mount(), Stage.PRIVATE);
    }

    void put(List<PrivateFile> files) {
        try {
            for (PrivateFile file : files) {
                int index = paths.indexOf(file.path());
                if (index < 0) {
                    throw new IllegalArgumentException("no private file is at " + file.path());
                }
                memory.put(Integer.toString(index), file.content(), uid, gid);
            }
        } catch (LinuxException e) {
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "A sandbox's private files cannot be written", null, e);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
