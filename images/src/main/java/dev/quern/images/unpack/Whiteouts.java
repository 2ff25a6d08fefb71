package dev.quern.images.unpack;

import dev.quern.images.oci.Invalid;
import dev.quern.linux.Directory;
import dev.quern.linux.FileStatus;

/**
 * The whiteouts of one layer: {@code .wh.NAME} hides NAME, {@code .wh..wh..opq} everything in its
 * directory. Both hide what lower layers brought and never what this layer brings, in whichever order
 * its entries come.
 */
final class Whiteouts {
    private static final String PREFIX = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final Tree tree;
    private final boolean lowest;
    /** The paths this layer brought, with their parents. */
    private final PathSet own = new PathSet();
    /** The markers obeyed: once is enough, and a thousand times over a large directory too expensive. */
    private final PathSet obeyed = new PathSet();

    /** @param lowest whether there is no layer below, hence nothing to hide */
    Whiteouts(Tree tree, boolean lowest) {
        this.tree = tree;
        this.lowest = lowest;
    }

    static boolean isWhiteout(String name) {
        return name.startsWith(PREFIX);
    }

    void keep(EntryPath path) {
        EntryPath next = path;
        while (!lowest && !next.isRoot() && own.add(next.path())) {
            next = next.parent();
        }
    }

    void apply(EntryPath marker) {
        if (lowest || !obeyed.add(marker.path())) {
            return;
        }
        if (marker.name().equals(OPAQUE)) {
            tree.within(marker.parent(), directory -> {
                FileStatus before = directory.status();
                hideContent(marker.parent(), directory);
                directory.times(before.modifiedSeconds(), before.modifiedNanos());
            });
        } else if (!marker.name().startsWith(PREFIX + PREFIX)) {
            // the doubled prefix is aufs's own bookkeeping
            String hidden = marker.name().substring(PREFIX.length());
            if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
                throw Invalid.image("it is a whiteout of nothing");
            }
            EntryPath path = marker.parent().child(hidden);
            tree.inExistingParent(path, (parent, name) -> hide(path, parent, name));
        }
    }

    private void hide(EntryPath path, Directory parent, String name) {
        if (!own.contains(path.path())) {
            parent.removeTree(name);
        } else if (parent.status(name).map(FileStatus::isDirectory).orElse(false)) {
            try (Directory directory = parent.directory(name)) {
                FileStatus before = directory.status();
                hideContent(path, directory);
                directory.times(before.modifiedSeconds(), before.modifiedNanos());
            }
        }
    }

    private void hideContent(EntryPath path, Directory directory) {
        for (String name : directory.list()) {
            hide(path.child(name), directory, name);
        }
    }
}
