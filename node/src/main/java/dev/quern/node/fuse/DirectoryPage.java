package dev.quern.node.fuse;

import java.util.Optional;

/** The part of a directory that fits into one answer. */
public interface DirectoryPage {
    boolean hasRoomFor(String name);

    /** Whether entries are looked up on the way, each as by {@link FileSystem#lookup}. */
    boolean looksUp();

    /**
     * @param next where reading goes on behind it
     * @param entry empty where it was not looked up
     */
    void add(String name, boolean directory, long next, Optional<Entry> entry);
}
