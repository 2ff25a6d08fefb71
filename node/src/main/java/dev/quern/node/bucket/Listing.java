package dev.quern.node.bucket;

import static dev.quern.node.bucket.Failures.asErrno;

import dev.quern.node.fuse.DirectoryPage;
import dev.quern.node.fuse.Entry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A directory being read, page by page from the store. Reading goes on from where it was, or begins again; what is
 * only known here comes last. Used by one thread at a time.
 */
final class Listing {
    private static final int PAGE = 1000;

    /** @param object present for files in the store */
    private record Item(String name, boolean directory, Optional<BucketObject> object) {}

    private final Bucket bucket;
    private final Tree tree;
    private final Inode directory;
    private final List<Item> page = new ArrayList<>();
    private final Set<String> own = new LinkedHashSet<>();
    /** The place of the page's first item. */
    private long first;

    private Optional<String> next = Optional.empty();
    private boolean last;

    Listing(Bucket bucket, Tree tree, Inode directory) {
        this.bucket = bucket;
        this.tree = tree;
        this.directory = directory;
    }

    /** See {@link dev.quern.node.fuse.FileSystem#list}. */
    void list(long from, DirectoryPage into) {
        if (from == 0 || from < first) {
            begin();
        }
        for (long at = from; reach(at); at++) {
            Item item = page.get((int) (at - first));
            if (!into.hasRoomFor(item.name())) {
                return;
            }
            into.add(item.name(), item.directory(), at + 1, into.looksUp() ? entry(item) : Optional.empty());
        }
    }

    private void begin() {
        page.clear();
        page.add(new Item(".", true, Optional.empty()));
        page.add(new Item("..", true, Optional.empty()));
        first = 0;
        next = Optional.of("");
        last = false;
        own.clear();
        own.addAll(tree.ownNames(directory.key()));
    }

    /** Has the item of that place in the page; false behind the end. */
    private boolean reach(long at) {
        while (at >= first + page.size()) {
            if (last) {
                return false;
            }
            first += page.size();
            page.clear();
            if (next.isPresent()) {
                fetch(next.get());
            } else {
                own.forEach(name -> page.add(item(name)));
                last = true;
            }
        }
        return true;
    }

    private void fetch(String after) {
        String prefix = directory.key();
        BucketPage fetched = asErrno(() -> bucket.list(prefix, true, after, PAGE));
        next = fetched.next();
        Set<String> directories = fetched.prefixes().stream()
                .map(p -> p.substring(prefix.length(), p.length() - 1))
                .filter(Names::valid)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (BucketObject object : fetched.objects()) {
            String name = object.key().substring(prefix.length());
            if (Names.valid(name) && !directories.contains(name)) {
                page.add(new Item(name, false, Optional.of(object)));
                own.remove(name);
            }
        }
        for (String name : directories) {
            page.add(new Item(name, true, Optional.empty()));
            own.remove(name + "/");
        }
    }

    private static Item item(String name) {
        return name.endsWith("/")
                ? new Item(name.substring(0, name.length() - 1), true, Optional.empty())
                : new Item(name, false, Optional.empty());
    }

    /** Looked up, unless there are too many already, or it is this directory or the one above. */
    private Optional<Entry> entry(Item item) {
        if (item.name().equals(".") || item.name().equals("..") || !tree.hasRoom()) {
            return Optional.empty();
        }
        String key = directory.key() + item.name();
        if (item.directory()) {
            return Optional.of(tree.directory(key + "/").entry());
        }
        return item.object().map(object -> tree.file(object).entry());
    }
}
