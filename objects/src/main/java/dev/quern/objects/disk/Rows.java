package dev.quern.objects.disk;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.PartInfo;
import dev.quern.objects.Upload;
import dev.quern.store.object.Guard;
import dev.quern.store.object.ObjectRow;
import dev.quern.store.object.PartRow;
import dev.quern.store.object.UploadRow;
import java.util.Optional;
import java.util.UUID;

/** Rows as the object store's users see them, and their words as rows have them. */
final class Rows {
    private Rows() {}

    static ObjectInfo info(ObjectRow row) {
        return new ObjectInfo(
                new ObjectName(row.bucket(), row.key()), row.size(), row.etag(), row.modifiedAt(), row.headers());
    }

    static PartInfo part(PartRow row) {
        return new PartInfo(row.number(), row.size(), row.etag(), row.modifiedAt(), row.checksums());
    }

    static Upload upload(UploadRow row) {
        return new Upload(
                row.id().toString(),
                new ObjectName(row.bucket(), row.key()),
                row.startedAt(),
                row.startedBy(),
                row.headers());
    }

    static Guard guard(Condition condition) {
        return switch (condition) {
            case Condition.Always _ -> Guard.ALWAYS;
            case Condition.Absent _ -> new Guard(Guard.Kind.ABSENT, "");
            case Condition.Present _ -> new Guard(Guard.Kind.PRESENT, "");
            case Condition.Matches matches -> new Guard(Guard.Kind.MATCHES, matches.etag());
            case Condition.Differs differs -> new Guard(Guard.Kind.DIFFERS, differs.etag());
        };
    }

    static boolean holds(Condition condition, String etag) {
        return switch (condition) {
            case Condition.Always _, Condition.Present _ -> true;
            case Condition.Absent _ -> false;
            case Condition.Matches matches -> matches.etag().equals(etag);
            case Condition.Differs differs -> !differs.etag().equals(etag);
        };
    }

    /** The id an upload was given out with; empty for a text that never was one. */
    static Optional<UUID> id(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static QuernException noBucket(String bucket) {
        return new QuernException(ErrorCode.BUCKET_NOT_FOUND, "There is no bucket '" + bucket + "'");
    }

    static QuernException noUpload() {
        return new QuernException(
                ErrorCode.UPLOAD_NOT_FOUND, "There is no such upload", "It was completed or given up; begin another.");
    }

    static QuernException conditionFailed() {
        return new QuernException(ErrorCode.CONDITION_FAILED, "The object is not what was expected");
    }
}
