package dev.quern.objects.disk;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.Condition;
import dev.quern.objects.FullDisk;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.store.object.ObjectRow;
import dev.quern.store.object.ObjectRows;
import dev.quern.store.object.PartRow;
import dev.quern.store.object.UploadRows;
import dev.quern.store.sql.Sql;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Copies an object by giving its files second names: they never change, and the last name that goes frees them. */
final class DiskCopy {
    private final DiskObjectStore store;
    private final ObjectRows rows;
    private final UploadRows parts;
    private final ContentFiles files;

    DiskCopy(DiskObjectStore store, ObjectRows rows, UploadRows parts, ContentFiles files) {
        this.store = store;
        this.rows = rows;
        this.parts = parts;
        this.files = files;
    }

    /** @param source opened, so that its files stay */
    ObjectInfo copy(ObjectInfo source, ObjectName to, Optional<Map<String, String>> headers, Condition condition)
            throws IOException {
        ObjectRow from = rows.find(source.name().bucket(), source.name().key())
                .filter(row -> row.etag().equals(source.etag()))
                .orElseThrow(() ->
                        new QuernException(ErrorCode.CONFLICT, "The object changed while it was copied", "Try again."));
        Optional<UUID> content = from.file().map(_ -> UUID.randomUUID());
        ObjectRow row = new ObjectRow(
                to.bucket(),
                to.key(),
                from.size(),
                Sql.now(),
                from.etag(),
                headers.orElse(from.headers()),
                from.content(),
                content,
                from.parts());
        if (from.parts() == 0) {
            List<UUID> fresh = content.map(List::of).orElse(List.of());
            link(from.file().map(List::of).orElse(List.of()), fresh);
            store.commit(to, fresh, () -> rows.put(row, Rows.guard(condition)));
            return Rows.info(row);
        }
        List<PartRow> before = parts.parts(from.file().orElseThrow(), 0, from.parts());
        List<PartRow> linked = before.stream().map(DiskCopy::renamed).toList();
        List<UUID> fresh = files(linked);
        link(files(before), fresh);
        store.commit(to, fresh, () -> parts.put(row, linked, Rows.guard(condition)));
        return Rows.info(row);
    }

    /** All of them or none. */
    private void link(List<UUID> existing, List<UUID> fresh) throws IOException {
        int linked = 0;
        try {
            while (linked < fresh.size()) {
                files.link(existing.get(linked), fresh.get(linked));
                linked++;
            }
        } catch (IOException e) {
            throw FullDisk.explained(e);
        } finally {
            if (linked < fresh.size()) {
                for (UUID file : fresh.subList(0, linked + 1)) {
                    files.delete(file);
                }
            }
        }
    }

    private static List<UUID> files(List<PartRow> parts) {
        return parts.stream().map(PartRow::file).toList();
    }

    private static PartRow renamed(PartRow part) {
        return new PartRow(
                part.number(), part.size(), part.modifiedAt(), UUID.randomUUID(), part.etag(), part.checksums());
    }
}
