package dev.quern.objects.disk;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectPage;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.PartInfo;
import dev.quern.objects.StoredObject;
import dev.quern.objects.Uploads;
import dev.quern.objects.disk.Steps.Step;
import dev.quern.objects.list.Lister;
import dev.quern.store.Store;
import dev.quern.store.object.Buckets;
import dev.quern.store.object.KeyRange;
import dev.quern.store.object.ObjectRow;
import dev.quern.store.object.ObjectRows;
import dev.quern.store.object.PartRow;
import dev.quern.store.object.UploadRows;
import dev.quern.store.object.Written;
import dev.quern.store.sql.Sql;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Objects in a directory of this machine, known by rows in the database.
 *
 * <p>A write puts its bytes into a new file, syncs file and directory, and only then commits the row that refers to
 * them; then the file of what was there before goes, unless somebody reads it. So a crash leaves the old object or
 * the new one, and at worst a file nothing refers to, which the {@link Sweeper} collects. Short content is in the row
 * itself. What a listing says is the database's word alone.
 */
public final class DiskObjectStore implements ObjectStore {
    /** A reader that finds its files gone looks again; it loses such a race this often only to a bug. */
    private static final int LOOKS = 100;

    private final Buckets buckets;
    private final ObjectRows rows;
    private final UploadRows parts;
    private final ContentFiles files;
    private final ContentWriter writer;
    private final RowWriter commits;
    private final Readers readers;
    private final RowCache cache = new RowCache();
    private final Steps steps;
    private final Uploads uploads;
    private final Sweeper sweeper;

    DiskObjectStore(Store store, Path directory, Steps steps) throws IOException {
        this.buckets = store.buckets();
        this.rows = store.objects();
        this.parts = store.uploads();
        this.files = new ContentFiles(directory);
        this.steps = steps;
        this.writer = new ContentWriter(files, steps);
        this.commits = new RowWriter(rows);
        this.readers = new Readers(files);
        this.uploads = new DiskUploads(this, parts, writer, files);
        this.sweeper = new Sweeper(files, rows);
    }

    /**
     * Opens the store in a directory of its own, which is made if it is missing, and sweeps it now and then.
     *
     * @throws QuernException conflict when the directory belongs to another database
     */
    public static DiskObjectStore open(Store store, Path directory) throws IOException {
        DiskObjectStore opened = new DiskObjectStore(store, directory, Steps.NONE);
        opened.files.claim(store.identity());
        opened.sweeper.start();
        return opened;
    }

    @Override
    public ObjectInfo put(ObjectName name, ObjectContent content, Map<String, String> headers, Condition condition)
            throws IOException {
        Content written = writer.write(content, true, !name.bucket().startsWith("_"));
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(written.headers());
        ObjectRow row = new ObjectRow(
                name.bucket(),
                name.key(),
                written.size(),
                Sql.now(),
                written.etag(),
                all,
                written.bytes(),
                written.file(),
                0);
        commit(name, written.file().map(List::of).orElse(List.of()), () -> commits.put(row, Rows.guard(condition)));
        return Rows.info(row);
    }

    /**
     * Commits a row and removes what it replaces, or the new files when it may not be committed.
     *
     * @throws QuernException condition_failed, bucket_not_found
     */
    Written commit(ObjectName name, List<UUID> fresh, Supplier<Written> write) throws IOException {
        boolean kept = false;
        try {
            Written written = cache.write(name, write);
            kept = written.done();
            if (!kept) {
                throw buckets.find(name.bucket()).isEmpty() ? Rows.noBucket(name.bucket()) : Rows.conditionFailed();
            }
            steps.reached(Step.COMMITTED);
            written.before().ifPresent(before -> readers.remove(before, written.files()));
            steps.reached(Step.COLLECTED);
            return written;
        } catch (QuernException e) {
            kept = mayBeCommitted(e);
            throw e;
        } finally {
            if (!kept) {
                for (UUID file : fresh) {
                    files.delete(file);
                }
            }
        }
    }

    /** Whether a commit happened whose answer was lost nobody knows: such files are the sweeper's. */
    static boolean mayBeCommitted(QuernException e) {
        return e.code() == ErrorCode.UNAVAILABLE;
    }

    @Override
    public Optional<ObjectInfo> find(ObjectName name) {
        return row(name).map(Rows::info);
    }

    Optional<ObjectRow> row(ObjectName name) {
        return cache.get(name, () -> rows.find(name.bucket(), name.key()));
    }

    @Override
    public Optional<StoredObject> open(ObjectName name) throws IOException {
        for (int look = 1; ; look++) {
            Optional<ObjectRow> row = row(name);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            try {
                Optional<DiskObject> opened = open(row.get());
                if (opened.isPresent()) {
                    return Optional.of(opened.get());
                }
            } catch (NoSuchFileException e) {
                if (look == LOOKS) {
                    throw e;
                }
            }
            Thread.onSpinWait();
        }
    }

    /** Empty when its files are being removed just now. */
    private Optional<DiskObject> open(ObjectRow row) throws IOException {
        ObjectInfo info = Rows.info(row);
        if (row.content().isPresent()) {
            return Optional.of(DiskObject.ofBytes(info, row.content().get(), files));
        }
        UUID content = row.file().orElseThrow();
        if (!readers.enter(content)) {
            return Optional.empty();
        }
        boolean opened = false;
        try {
            List<DiskObject.Segment> segments = segments(row, content);
            if (segments.isEmpty()) {
                return Optional.empty();
            }
            DiskObject object = DiskObject.ofFiles(info, segments, files, () -> readers.leave(content));
            opened = true;
            return Optional.of(object);
        } finally {
            if (!opened) {
                readers.leave(content);
            }
        }
    }

    private List<DiskObject.Segment> segments(ObjectRow row, UUID content) {
        if (row.parts() == 0) {
            return List.of(new DiskObject.Segment(content, 0, row.size()));
        }
        List<DiskObject.Segment> segments = new ArrayList<>();
        long begin = 0;
        for (PartRow part : parts.parts(content, 0, row.parts())) {
            segments.add(new DiskObject.Segment(part.file(), begin, begin + part.size()));
            begin += part.size();
        }
        return segments;
    }

    @Override
    public boolean delete(ObjectName name, Condition condition) {
        Written written = cache.write(name, () -> rows.delete(name.bucket(), name.key(), Rows.guard(condition)));
        written.before().ifPresent(before -> readers.remove(before, written.files()));
        if (!written.done() && !condition.equals(Condition.ALWAYS)) {
            Optional<ObjectInfo> there = find(name);
            if (there.isPresent() && !Rows.holds(condition, there.get().etag())) {
                throw Rows.conditionFailed();
            }
        }
        return written.done();
    }

    @Override
    public ObjectInfo copy(
            ObjectName from,
            Condition expected,
            ObjectName to,
            Optional<Map<String, String>> headers,
            Condition condition)
            throws IOException {
        try (StoredObject source = open(from).orElseThrow(() -> noObject(from))) {
            if (!Rows.holds(expected, source.info().etag())) {
                throw Rows.conditionFailed();
            }
            return new DiskCopy(this, rows, parts, files).copy(source.info(), to, headers, condition);
        }
    }

    @Override
    public Optional<String> tags(ObjectName name) {
        return find(name).map(info -> info.headers().getOrDefault(TAGGING, ""));
    }

    @Override
    public boolean tag(ObjectName name, String tags) {
        return cache.write(name, () -> {
            Optional<ObjectRow> row = rows.find(name.bucket(), name.key());
            if (row.isEmpty()) {
                return false;
            }
            Map<String, String> headers = new HashMap<>(row.get().headers());
            headers.remove(TAGGING);
            if (!tags.isEmpty()) {
                headers.put(TAGGING, tags);
            }
            return rows.relabel(name.bucket(), name.key(), row.get().etag(), headers);
        });
    }

    @Override
    public List<PartInfo> parts(ObjectName name) {
        return row(name)
                .filter(row -> row.parts() > 0)
                .map(row -> parts.parts(row.file().orElseThrow(), 0, row.parts()).stream()
                        .map(Rows::part)
                        .toList())
                .orElse(List.of());
    }

    @Override
    public Uploads uploads() {
        return uploads;
    }

    @Override
    public ObjectPage list(String bucket, String prefix, String delimiter, String after, int limit) {
        ObjectPage page = Lister.list(
                (from, inclusive, before, most) ->
                        rows.list(bucket, new KeyRange(from, inclusive, before), most).stream()
                                .map(Rows::info)
                                .toList(),
                prefix,
                delimiter,
                after,
                limit);
        boolean empty = page.objects().isEmpty() && page.prefixes().isEmpty();
        if (empty && buckets.find(bucket).isEmpty()) {
            throw Rows.noBucket(bucket);
        }
        return page;
    }

    @Override
    public void ensureBucket(String bucket) {
        buckets.ensure(bucket);
    }

    /** Collects what crashes left, now. */
    int sweep(java.time.Instant before) throws IOException {
        return sweeper.sweep(before);
    }

    void remove(UUID content, List<UUID> doomed) {
        readers.remove(content, doomed);
    }

    private static QuernException noObject(ObjectName name) {
        return new QuernException(ErrorCode.OBJECT_NOT_FOUND, "There is no object '" + name + "'");
    }

    @Override
    public void close() {
        sweeper.close();
        commits.close();
    }
}
