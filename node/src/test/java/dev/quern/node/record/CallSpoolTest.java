package dev.quern.node.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallSpoolTest {
    @TempDir
    Path directory;

    @Test
    void recordsReachTheStoreAndNoSegmentStays() {
        FakeSink store = new FakeSink();
        List<CallRecord> records = new ArrayList<>();
        try (CallSpool spool = new CallSpool(directory, store)) {
            for (int i = 0; i < 2_500; i++) {
                records.add(succeeded());
            }
            records.forEach(spool::add);
            await().until(() -> store.taken().size() == records.size());
            await().until(() -> segments().isEmpty());
        }
        assertThat(store.taken()).containsExactlyElementsOf(records);
    }

    @Test
    void closeBringsWhatIsQueuedToTheStore() {
        FakeSink store = new FakeSink();
        CallRecord record = succeeded();
        try (CallSpool spool = new CallSpool(directory, store)) {
            spool.add(record);
        }
        assertThat(store.taken()).containsExactly(record);
        assertThat(segments()).isEmpty();
    }

    @Test
    void recordsWaitOnDiskWhileTheStoreIsAwayAlsoAcrossARestart() {
        List<CallRecord> records = List.of(succeeded(), failed(), cancelled());
        try (CallSpool spool = new CallSpool(directory, FakeSink.away())) {
            records.forEach(spool::add);
        }
        assertThat(segments()).isNotEmpty();

        FakeSink store = new FakeSink();
        try (CallSpool spool = new CallSpool(directory, store)) {
            await().until(() -> store.taken().size() == 3);
            spool.add(succeeded());
        }
        assertThat(store.taken()).hasSize(4).containsAll(records);
        assertThat(segments()).isEmpty();
    }

    @Test
    void recordsArriveWithoutARestartOnceTheStoreIsBack() {
        FakeSink store = FakeSink.away();
        CallRecord before = succeeded();
        try (CallSpool spool = new CallSpool(directory, store)) {
            spool.add(before);
            await().until(() -> store.attempts() >= 2);
            assertThat(segments()).isNotEmpty();

            store.back();
            await().until(() -> store.taken().contains(before));
            await().until(() -> segments().isEmpty());
        }
    }

    @Test
    void aLineCutByACrashIsSkippedAndTheOthersArrive() throws IOException {
        List<CallRecord> records = List.of(succeeded(), failed(), succeeded());
        try (CallSpool spool = new CallSpool(directory, FakeSink.away())) {
            records.forEach(spool::add);
        }
        Path segment = segments().getLast();
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 20);
        }

        FakeSink store = new FakeSink();
        new CallSpool(directory, store).close();
        assertThat(store.taken()).containsExactly(records.get(0), records.get(1));
        assertThat(segments()).isEmpty();
    }

    @Test
    void aStoreThatStandsStillDoesNotKeepRecordsFromTheDisk() {
        FakeSink store = FakeSink.still();
        try (CallSpool spool = new CallSpool(directory, store)) {
            spool.add(succeeded());
            await().until(() -> store.attempts() == 1);
            CallRecord meanwhile = succeeded();
            spool.add(meanwhile);
            await().until(() -> spooled().contains(meanwhile));

            store.back();
            await().until(() -> store.taken().contains(meanwhile));
        }
    }

    @Test
    void aLongAbsenceOfTheStoreGathersInFewSegments() {
        FakeSink store = FakeSink.away();
        List<CallRecord> records = new ArrayList<>();
        try (CallSpool spool = new CallSpool(directory, store)) {
            for (int i = 0; i < 5; i++) {
                CallRecord next = succeeded();
                records.add(next);
                spool.add(next);
                await().until(() -> spooled().contains(next));
            }
            assertThat(segments()).hasSizeLessThanOrEqualTo(2);
            store.back();
            await().until(() -> segments().isEmpty());
        }
        assertThat(store.taken()).containsExactlyElementsOf(records);
    }

    @Test
    void aDiskThatTakesNothingCostsNoRecordWhileTheStoreDoes() throws IOException {
        FakeSink store = new FakeSink();
        Path spoolDirectory = directory.resolve("spool");
        CallRecord record = succeeded();
        try (CallSpool spool = new CallSpool(spoolDirectory, store)) {
            Files.delete(spoolDirectory);
            spool.add(record);
            await().until(() -> store.taken().contains(record));
        }
    }

    @Test
    void theOldestGoWhenTooMuchWaits() throws IOException {
        Path oldest = Files.writeString(directory.resolve("1000000000000-1.ndjson"), "old\n");
        Path newest = directory.resolve("1000000000001-1.ndjson");
        try (FileChannel sparse = FileChannel.open(newest, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[] {'\n'}), CallSpool.MOST_BYTES - 1);
        }
        Segments.dropOldest(List.of(oldest, newest));
        assertThat(oldest).doesNotExist();
        assertThat(newest).exists();
    }

    private List<Path> segments() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<CallRecord> spooled() {
        List<CallRecord> all = new ArrayList<>();
        for (Path segment : segments()) {
            try {
                all.addAll(CallLine.readAll(segment));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static CallRecord succeeded() {
        return record(CallState.SUCCEEDED, OptionalInt.of(0), Optional.empty(), Optional.empty());
    }

    private static CallRecord failed() {
        return record(
                CallState.FAILED,
                OptionalInt.of(3),
                Optional.of("function_failed"),
                Optional.of("line\none \"quoted\" \0 \uFFFD \uD83D\uDE00 \u2028"));
    }

    private static CallRecord cancelled() {
        return record(CallState.CANCELLED, OptionalInt.empty(), Optional.of("client_gone"), Optional.empty());
    }

    private static CallRecord record(
            CallState state, OptionalInt exitCode, Optional<String> error, Optional<String> tail) {
        boolean adHoc = state == CallState.CANCELLED;
        return new CallRecord(
                Ids.next(),
                "media",
                adHoc ? Optional.empty() : Optional.of(new FunctionName("media", "thumbnail")),
                adHoc ? 0 : 3,
                "sha256:" + "0".repeat(64),
                "key",
                "local",
                state,
                exitCode,
                error,
                error.map(e -> "The function failed"),
                tail,
                Instant.parse("2026-01-02T03:04:05.123456Z"),
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                state == CallState.SUCCEEDED,
                1);
    }
}
