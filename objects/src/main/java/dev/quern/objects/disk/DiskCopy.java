package dev.quern.objects.disk;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.store.object.ObjectRow;
import dev.quern.store.object.ObjectRows;
import dev.quern.store.object.PartRow;
import dev.quern.store.object.UploadRows;
import dev.quern.store.sql.Sql;
import java.io.IOException;
import java.util.ArrayList;
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
            List<UUID> fresh = new ArrayList<>();
            if (content.isPresent()) {
                files.link(from.file().orElseThrow(), content.get());
                fresh.add(content.get());
            }
            store.commit(to, fresh, () -> rows.put(row, Rows.guard(condition)));
            return Rows.info(row);
        }
        List<PartRow> linked = new ArrayList<>();
        for (PartRow part : parts.parts(from.file().orElseThrow(), 0, from.parts())) {
            UUID file = UUID.randomUUID();
            files.link(part.file(), file);
            linked.add(new PartRow(part.number(), part.size(), part.modifiedAt(), file, part.etag(), part.checksums()));
        }
        List<UUID> fresh = linked.stream().map(PartRow::file).toList();
        store.commit(to, fresh, () -> parts.put(row, linked, Rows.guard(condition)));
        return Rows.info(row);
    }
}
