package dev.quern.node.fuse;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A directory's page in the form of READDIR, or of READDIRPLUS, which looks up every entry on the way. */
final class Listed implements DirectoryPage {
    /** FUSE_UNKNOWN_INO: the kernel asks when somebody wants to know. */
    private static final long UNKNOWN = 0xffffffffL;

    private static final int ENTRY = 128;
    private static final int DIRENT = 24;
    private static final Entry UNTOLD = new Entry(0, new Attributes(UNKNOWN, false, 0, Instant.EPOCH));

    private final Answer answer;
    private final int most;
    private final boolean plus;
    private final List<Long> nodes = new ArrayList<>();

    Listed(Answer answer, int most, boolean plus) {
        this.answer = answer;
        this.most = Math.min(most, Answer.MOST);
        this.plus = plus;
    }

    @Override
    public boolean hasRoomFor(String name) {
        int bytes = DIRENT + name.getBytes(StandardCharsets.UTF_8).length;
        return answer.length() + (plus ? ENTRY : 0) + (bytes + 7) / 8 * 8 <= most;
    }

    @Override
    public boolean looksUp() {
        return plus;
    }

    @Override
    public void add(String name, boolean directory, long next, Optional<Entry> entry) {
        if (plus) {
            answer.entry(entry.orElse(UNTOLD));
            entry.ifPresent(e -> nodes.add(e.node()));
        }
        answer.directoryEntry(entry.map(e -> e.attributes().inode()).orElse(UNKNOWN), next, directory, name);
    }

    /** The nodes that were looked up. */
    List<Long> nodes() {
        return nodes;
    }
}
