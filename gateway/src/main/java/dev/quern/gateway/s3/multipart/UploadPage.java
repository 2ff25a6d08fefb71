package dev.quern.gateway.s3.multipart;

import dev.quern.gateway.s3.bucket.ListRequest;
import dev.quern.objects.Upload;
import dev.quern.objects.Uploads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of the list of uploads under way.
 *
 * @param lastKey where the next page begins, with {@code lastId}
 */
record UploadPage(List<Upload> uploads, List<String> prefixes, boolean truncated, String lastKey, String lastId) {
    private static final int CHUNK = 1000;

    /** Uploads are few beside objects, so those of one prefix are read one by one. */
    static UploadPage read(Uploads uploads, String bucket, ListRequest asked, String afterKey, String afterId)
            throws IOException {
        List<Upload> found = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String key = afterKey;
        String id = afterId;
        if (asked.limit() == 0) {
            return new UploadPage(found, prefixes, false, key, id);
        }
        while (true) {
            List<Upload> read = uploads.list(bucket, asked.prefix(), key, id, CHUNK);
            for (Upload upload : read) {
                String name = upload.name().key();
                int cut = asked.delimiter().isEmpty()
                        ? -1
                        : name.indexOf(asked.delimiter(), asked.prefix().length());
                String common =
                        cut < 0 ? "" : name.substring(0, cut + asked.delimiter().length());
                boolean seen = !common.isEmpty()
                        && !prefixes.isEmpty()
                        && prefixes.getLast().equals(common);
                if (!seen) {
                    if (found.size() + prefixes.size() == asked.limit()) {
                        return new UploadPage(found, prefixes, true, key, id);
                    }
                    if (common.isEmpty()) {
                        found.add(upload);
                    } else if (!afterKey.startsWith(common)) {
                        prefixes.add(common);
                    }
                }
                key = name;
                id = upload.id();
            }
            if (read.size() < CHUNK) {
                return new UploadPage(found, prefixes, false, key, id);
            }
        }
    }
}
