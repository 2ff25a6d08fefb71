package dev.quern.objects.disk;

import dev.quern.core.error.QuernException;
import dev.quern.core.value.Ids;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.PartInfo;
import dev.quern.objects.Upload;
import dev.quern.objects.Uploads;
import dev.quern.store.object.ObjectRow;
import dev.quern.store.object.PartRow;
import dev.quern.store.object.UploadRow;
import dev.quern.store.object.UploadRows;
import dev.quern.store.object.UploadRows.Made;
import dev.quern.store.sql.Sql;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Uploads in parts: each part is a file, and the object they become consists of those files. */
final class DiskUploads implements Uploads {
    private final DiskObjectStore store;
    private final UploadRows rows;
    private final ContentWriter writer;
    private final ContentFiles files;

    DiskUploads(DiskObjectStore store, UploadRows rows, ContentWriter writer, ContentFiles files) {
        this.store = store;
        this.rows = rows;
        this.writer = writer;
        this.files = files;
    }

    @Override
    public Upload begin(ObjectName name, Map<String, String> headers, String startedBy) {
        UploadRow row = new UploadRow(Ids.next(), name.bucket(), name.key(), Sql.now(), startedBy, headers);
        if (!rows.begin(row)) {
            throw Rows.noBucket(name.bucket());
        }
        return Rows.upload(row);
    }

    @Override
    public Optional<Upload> find(ObjectName name, String id) {
        return row(name, id).map(Rows::upload);
    }

    @Override
    public PartInfo put(ObjectName name, String id, int number, ObjectContent content, Map<String, String> checksums)
            throws IOException {
        UploadRow upload = row(name, id).orElseThrow(Rows::noUpload);
        Content written = writer.write(content, false, true);
        Map<String, String> all = new HashMap<>(checksums);
        all.putAll(written.headers());
        UUID file = written.file().orElseThrow();
        PartRow part = new PartRow(number, written.size(), Sql.now(), file, written.etag(), all);
        boolean kept = false;
        try {
            Optional<UUID> before = rows.put(upload.id(), part);
            kept = true;
            before.ifPresent(old -> store.remove(old, List.of(old)));
        } catch (QuernException e) {
            kept = DiskObjectStore.mayBeCommitted(e);
            throw e;
        } finally {
            if (!kept) {
                files.delete(file);
            }
        }
        return Rows.part(part);
    }

    @Override
    public List<PartInfo> parts(ObjectName name, String id, int after, int limit) {
        UploadRow upload = row(name, id).orElseThrow(Rows::noUpload);
        return rows.parts(upload.id(), after, limit).stream().map(Rows::part).toList();
    }

    @Override
    public ObjectInfo complete(ObjectName name, String id, CompletionRule rule, Condition condition)
            throws IOException {
        UUID upload = Rows.id(id).orElseThrow(Rows::noUpload);
        Optional<ObjectRow> earlier = store.row(name).filter(row -> row.file().equals(Optional.of(upload)));
        if (earlier.isPresent()) {
            // Asked again by a client that lost the answer.
            return Rows.info(earlier.get());
        }
        UploadRow row = row(name, id).orElseThrow(Rows::noUpload);
        AtomicReference<ObjectRow> made = new AtomicReference<>();
        store.commit(
                        name,
                        List.of(),
                        () -> rows.complete(upload, there -> {
                            Uploads.Completion chosen = rule.decide(
                                    Rows.upload(row),
                                    there.stream().map(Rows::part).toList());
                            ObjectRow object = object(row, chosen);
                            made.set(object);
                            List<Integer> numbers = chosen.parts().stream()
                                    .map(PartInfo::number)
                                    .toList();
                            return new Made(object, numbers, Rows.guard(condition));
                        }))
                .leftover()
                .forEach(file -> store.remove(file, List.of(file)));
        return Rows.info(Objects.requireNonNull(made.get()));
    }

    private static ObjectRow object(UploadRow upload, Uploads.Completion chosen) {
        List<PartInfo> parts = chosen.parts();
        return new ObjectRow(
                upload.bucket(),
                upload.key(),
                parts.stream().mapToLong(PartInfo::size).sum(),
                Sql.now(),
                ContentWriter.etagOfParts(parts.stream().map(PartInfo::etag).toList(), parts.size()),
                chosen.headers(),
                Optional.empty(),
                Optional.of(upload.id()),
                parts.size());
    }

    @Override
    public boolean abort(ObjectName name, String id) {
        Optional<List<UUID>> gone = row(name, id).flatMap(row -> rows.abort(row.id()));
        gone.ifPresent(all -> all.forEach(file -> store.remove(file, List.of(file))));
        return gone.isPresent();
    }

    @Override
    public List<Upload> list(String bucket, String prefix, String afterKey, String afterId, int limit) {
        UUID id = Rows.id(afterId).orElse(afterKey.isEmpty() ? new UUID(0, 0) : new UUID(-1, -1));
        return rows.list(bucket, prefix, afterKey, id, limit).stream()
                .map(Rows::upload)
                .toList();
    }

    private Optional<UploadRow> row(ObjectName name, String id) {
        return Rows.id(id)
                .flatMap(rows::find)
                .filter(row -> row.bucket().equals(name.bucket()) && row.key().equals(name.key()));
    }
}
