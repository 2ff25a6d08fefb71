package dev.quern.objects.disk;

import static dev.quern.objects.disk.Fixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.PartInfo;
import dev.quern.objects.StoredObject;
import dev.quern.objects.Upload;
import dev.quern.objects.Uploads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Fixture.Shared.class)
class DiskUploadsTest {
    private final Fixture x;
    private final Uploads uploads;

    DiskUploadsTest(Fixture x) {
        this.x = x;
        this.uploads = x.objects.uploads();
    }

    @Test
    void partsInAnyOrderBecomeOneObject() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "k");
        x.put(name, bytes(200_000, 9), Condition.ALWAYS);
        int before = x.files().size();
        byte[] all = bytes(700_000, 1);
        Upload upload = uploads.begin(name, Map.of("content-type", "a/b"), "key");
        part(upload, 3, all, 500_000, 700_000);
        part(upload, 1, all, 0, 10);
        part(upload, 1, all, 0, 200_000);
        part(upload, 2, all, 200_000, 500_000);
        part(upload, 9, all, 0, 5);
        assertThat(x.objects.find(name).orElseThrow().size()).isEqualTo(200_000);
        ObjectInfo made = complete(upload, 3);
        assertThat(made.etag()).endsWith("-3");
        assertThat(made.size()).isEqualTo(700_000);
        assertThat(x.files()).hasSize(before + 2);
        assertThat(complete(upload, 3)).isEqualTo(made);
        try (StoredObject object = x.objects.open(name).orElseThrow()) {
            assertThat(Fixture.read(object, 0, 700_000)).isEqualTo(all);
            assertThat(Fixture.read(object, 150_000, 400_000)).isEqualTo(Arrays.copyOfRange(all, 150_000, 550_000));
            assertThat(Fixture.read(object, 250_000, 10)).isEqualTo(Arrays.copyOfRange(all, 250_000, 250_010));
            ObjectName copy = new ObjectName(name.bucket(), "copy");
            x.objects.copy(name, Condition.ALWAYS, copy, Optional.empty(), Condition.ALWAYS);
            x.objects.delete(name, Condition.ALWAYS);
            assertThat(Fixture.read(object, 0, 700_000)).isEqualTo(all);
            assertThat(x.read(copy)).isEqualTo(all);
            assertThat(x.objects.parts(copy)).extracting(PartInfo::number).containsExactly(1, 2, 3);
        }
        assertThat(x.files()).hasSize(before + 2);
    }

    @Test
    void whatIsRefusedLeavesTheUploadAsItWas() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "k");
        Upload upload = uploads.begin(name, Map.of(), "key");
        part(upload, 1, bytes(10, 1), 0, 10);
        refused(
                ErrorCode.CONDITION_FAILED,
                () -> uploads.complete(
                        name,
                        upload.id(),
                        (u, there) -> new Uploads.Completion(there, u.headers()),
                        Condition.PRESENT));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> uploads.complete(
                        name,
                        upload.id(),
                        (u, there) -> {
                            throw QuernException.invalid("no");
                        },
                        Condition.ALWAYS));
        assertThat(uploads.parts(name, upload.id(), 0, 10)).hasSize(1);
        complete(upload, 1);
        assertThat(x.read(name)).isEqualTo(bytes(10, 1));
    }

    @Test
    void anUploadGivenUpLeavesNothing() throws Exception {
        ObjectName name = new ObjectName(x.bucket(), "k");
        int before = x.files().size();
        Upload upload = uploads.begin(name, Map.of(), "key");
        part(upload, 1, bytes(10, 1), 0, 10);
        assertThat(uploads.abort(name, upload.id())).isTrue();
        assertThat(uploads.abort(name, upload.id())).isFalse();
        assertThat(uploads.abort(name, "nonsense")).isFalse();
        assertThat(x.files()).hasSize(before);
        refused(ErrorCode.UPLOAD_NOT_FOUND, () -> part(upload, 2, bytes(10, 1), 0, 10));
        refused(ErrorCode.UPLOAD_NOT_FOUND, () -> complete(upload, 1));
    }

    @Test
    void uploadsAreListedByKeyAndBelongToTheirObject() throws Exception {
        String bucket = x.bucket();
        Upload b1 = uploads.begin(new ObjectName(bucket, "b"), Map.of(), "key");
        Upload a = uploads.begin(new ObjectName(bucket, "a"), Map.of(), "key");
        Upload b2 = uploads.begin(new ObjectName(bucket, "b"), Map.of(), "key");
        assertThat(uploads.list(bucket, "", "", "", 10)).containsExactly(a, b1, b2);
        assertThat(uploads.list(bucket, "", "b", b1.id(), 10)).containsExactly(b2);
        assertThat(uploads.list(bucket, "", "a", "", 10)).containsExactly(b1, b2);
        assertThat(uploads.list(bucket, "b", "", "", 1)).containsExactly(b1);
        assertThat(uploads.find(a.name(), a.id())).contains(a);
        assertThat(uploads.find(a.name(), b1.id())).isEmpty();
        assertThat(x.store.buckets().remove(bucket)).isTrue();
        assertThat(uploads.find(a.name(), a.id())).isEmpty();
    }

    private void part(Upload upload, int number, byte[] from, int begin, int end) throws IOException {
        uploads.put(
                upload.name(),
                upload.id(),
                number,
                new ObjectContent.Stream(new ByteArrayInputStream(from, begin, end - begin)),
                Map.of());
    }

    private ObjectInfo complete(Upload upload, int parts) throws IOException {
        return uploads.complete(
                upload.name(),
                upload.id(),
                (u, there) -> new Uploads.Completion(there.subList(0, parts), u.headers()),
                Condition.ALWAYS);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void refused(ErrorCode code, Work work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
