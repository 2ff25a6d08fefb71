package dev.quern.gateway.s3.multipart;

import dev.quern.gateway.s3.Operation;
import dev.quern.objects.ObjectStore;
import java.util.List;

/** What is done with uploads in parts; all of it is told by a query parameter. */
public final class UploadOperations {
    private final BeginUpload begin;
    private final PutPart part;
    private final CompleteUpload complete;
    private final UploadLists lists;

    public UploadOperations(ObjectStore objects) {
        this.begin = new BeginUpload(objects.uploads());
        this.part = new PutPart(objects);
        this.complete = new CompleteUpload(objects);
        this.lists = new UploadLists(objects.uploads());
    }

    public List<Operation> all() {
        return List.of(
                Operation.object("POST", "uploads", begin::run),
                Operation.object("PUT", "uploadId", part::run),
                Operation.object("POST", "uploadId", complete::run),
                Operation.object("DELETE", "uploadId", lists::abort),
                Operation.object("GET", "uploadId", lists::parts),
                Operation.bucket("GET", "uploads", lists::uploads));
    }
}
