package dev.quern.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.value.Ids;
import dev.quern.node.log.CallLogs.LogLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallLogsTest {
    private static final String FULL = "\n[quern: the log of this call is full; the rest was dropped]\n";

    @TempDir
    Path directory;

    private CallLogs logs;

    @BeforeEach
    void open() {
        logs = new CallLogs(directory, new LogLimits(1_000, 10_000, Duration.ofDays(7)));
    }

    @Test
    void aSilentCallLeavesNoFile() throws IOException {
        UUID call = Ids.next();
        logs.begin(call).close();

        assertThat(logs.find(call)).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void whatACallWroteIsFoundWhileItRunsAndAfterForItsOwnerOnly() throws IOException {
        UUID call = Ids.next();
        CallLog log = logs.begin(call);
        append(log, "one ");
        append(log, "two");

        assertThat(logs.live(call)).containsSame(log);
        assertThat(content(call)).isEqualTo("one two");
        log.close();
        assertThat(logs.live(call)).isEmpty();
        assertThat(content(call)).isEqualTo("one two");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(logs.find(call).orElseThrow())))
                .isEqualTo("rw-------");
    }

    @Test
    void callsDoNotMix() throws IOException {
        UUID one = Ids.next();
        UUID two = Ids.next();
        append(logs.begin(one), "first");
        append(logs.begin(two), "second");

        assertThat(content(one)).isEqualTo("first");
        assertThat(content(two)).isEqualTo("second");
        assertThat(logs.find(Ids.next())).isEmpty();
    }

    @Test
    void whatIsOverTheCapIsDroppedAndTheLogSaysSo() throws IOException {
        UUID call = Ids.next();
        CallLog log = logs.begin(call);
        append(log, "x".repeat(900));
        append(log, "y".repeat(300));
        append(log, "z".repeat(300));

        assertThat(content(call)).isEqualTo("x".repeat(900) + "y".repeat(100) + FULL);
    }

    @Test
    void theCapSaysSoAlsoWhenItIsMetExactly() throws IOException {
        UUID call = Ids.next();
        CallLog log = logs.begin(call);
        append(log, "x".repeat(1_000));
        assertThat(content(call)).isEqualTo("x".repeat(1_000));
        append(log, "y");
        append(log, "z");

        assertThat(content(call)).isEqualTo("x".repeat(1_000) + FULL);
    }

    @Test
    void everyByteIsTakenAlsoTheDroppedOnes() {
        CallLog log = logs.begin(Ids.next());
        for (int i = 0; i < 3; i++) {
            ByteBuffer bytes = ByteBuffer.allocate(800);
            log.append(bytes);
            assertThat(bytes.hasRemaining()).isFalse();
        }
    }

    @Test
    void theTailIsTheLast4KiBAlsoOfWhatWasDropped() {
        CallLog log = logs.begin(Ids.next());
        assertThat(log.tail()).isEmpty();
        append(log, "short");
        assertThat(log.tail()).isEqualTo("short");
        append(log, "x".repeat(3_000));
        append(log, "y".repeat(2_000));
        append(log, "the end");

        assertThat(log.tail()).hasSize(4_096).isEqualTo("x".repeat(4_096 - 2_000 - 7) + "y".repeat(2_000) + "the end");
    }

    @Test
    void aTailThatIsNotTextIsStillText() {
        CallLog log = logs.begin(Ids.next());
        log.append(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff, 'b'}));
        assertThat(log.tail()).isEqualTo("a\uFFFDb");
    }

    @Test
    void whatComesAfterTheCallEndedLeavesNoFile() throws IOException {
        UUID call = Ids.next();
        CallLog log = logs.begin(call);
        log.close();
        append(log, "a process that outlived its call");

        assertThat(logs.find(call)).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void aFollowerSeesThePastTheFutureAndTheEnd() throws InterruptedException {
        CallLog log = logs.begin(Ids.next());
        append(log, "past ");
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        Thread follower = follow(log, seen);
        await().untilAsserted(() -> assertThat(text(seen)).isEqualTo("past "));

        append(log, "future ");
        await().untilAsserted(() -> assertThat(text(seen)).isEqualTo("past future "));
        append(log, "end");
        log.close();
        assertThat(follower.join(Duration.ofSeconds(20))).isTrue();
        assertThat(text(seen)).isEqualTo("past future end");
    }

    @Test
    void aFollowerOfACallThatStaysSilentEndsWithIt() throws InterruptedException {
        CallLog log = logs.begin(Ids.next());
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        Thread follower = follow(log, seen);
        await().until(() -> follower.getState() == Thread.State.WAITING);

        log.close();
        assertThat(follower.join(Duration.ofSeconds(20))).isTrue();
        assertThat(seen.size()).isZero();
    }

    @Test
    void aFollowerOfAFullLogSeesItIsFullOnceAndTheEnd() throws InterruptedException {
        CallLog log = logs.begin(Ids.next());
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        Thread follower = follow(log, seen);
        append(log, "x".repeat(1_500));
        await().untilAsserted(() -> assertThat(text(seen)).endsWith(FULL));
        append(log, "y".repeat(1_500));

        log.close();
        assertThat(follower.join(Duration.ofSeconds(20))).isTrue();
        assertThat(text(seen)).isEqualTo("x".repeat(1_000) + FULL);
    }

    @Test
    void theSweepKeepsTheNewestWithinTheTotal() throws IOException {
        Instant now = Instant.now();
        UUID oldest = written(900, now.minusSeconds(30));
        List<UUID> kept =
                List.of(written(900, now.minusSeconds(20)), written(900, now.minusSeconds(10)), written(900, now));
        logs = new CallLogs(directory, new LogLimits(1_000, 3_000, Duration.ofDays(7)));

        logs.sweep(now);
        assertThat(logs.find(oldest)).isEmpty();
        assertThat(kept).allSatisfy(call -> assertThat(logs.find(call)).isPresent());
    }

    @Test
    void theSweepRemovesWhatIsTooOldWithItsFolders() throws IOException {
        Instant now = Instant.now();
        UUID old = written(10, now.minus(Duration.ofDays(8)));
        Path folder = logs.find(old).orElseThrow().getParent();
        UUID recent = written(10, now.minus(Duration.ofDays(6)));

        logs.sweep(now);
        assertThat(logs.find(old)).isEmpty();
        assertThat(logs.find(recent)).isPresent();
        assertThat(folder).isNotNull();
        logs.sweep(now.plus(Duration.ofDays(30)));
        logs.sweep(now.plus(Duration.ofDays(60)));
        assertThat(directory).isEmptyDirectory();
    }

    private UUID written(int bytes, Instant when) throws IOException {
        UUID call = Ids.next();
        try (CallLog log = logs.begin(call)) {
            append(log, "x".repeat(bytes));
        }
        Files.setLastModifiedTime(logs.find(call).orElseThrow(), FileTime.from(when));
        return call;
    }

    private static Thread follow(CallLog log, OutputStream out) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                log.follow(out);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void append(CallLog log, String text) {
        log.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String content(UUID call) throws IOException {
        return Files.readString(logs.find(call).orElseThrow());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
