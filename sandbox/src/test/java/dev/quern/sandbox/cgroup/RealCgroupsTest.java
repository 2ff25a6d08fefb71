package dev.quern.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups of this machine, in every version it has: a hybrid machine is also a v1 one when its v2 tree is left out. */
@ParameterizedClass
@EnumSource(RealCgroupsTest.View.class)
class RealCgroupsTest {
    enum View {
        AS_IT_IS,
        WITHOUT_V2
    }

    private static final Limits LIMITS = Limits.of(DataSize.ofMebibytes(64), 50);

    @Parameter
    View view = View.AS_IT_IS;

    private final String instance = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private final List<Cgroups> opened = new CopyOnWriteArrayList<>();

    private Cgroups open(String name) {
        try {
            String mountinfo = Files.readString(Path.of("/proc/self/mountinfo"));
            if (view == View.WITHOUT_V2) {
                assumeTrue(mountinfo.contains(" - cgroup "), "a machine with v2 alone has no v1 view");
                mountinfo = mountinfo
                        .lines()
                        .filter(line -> !line.contains(" - cgroup2 "))
                        .collect(Collectors.joining("\n"));
            }
            Cgroups cgroups = Cgroups.detect(
                    Cgroups.DEFAULT_ROOT, mountinfo, Files.readString(Path.of("/proc/self/cgroup")), name);
            opened.add(cgroups);
            return cgroups;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void leaveNothing() throws IOException {
        for (Cgroups cgroups : opened) {
            cgroups.removeLeftovers();
            cgroups.close();
        }
        try (Stream<Path> hierarchies = Files.list(Cgroups.DEFAULT_ROOT)) {
            assertThat(hierarchies.map(h -> h.resolve("quern").resolve(instance)))
                    .noneMatch(Files::exists);
        }
    }

    @Test
    void limitsAreInForce() {
        Cgroup group = open(instance).create("limits", LIMITS);
        // Each subshell sleeps, so the fiftieth process cannot be forked.
        Process process = Member.run(group, "i=0; while [ $i -lt 60 ]; do sleep 60 & i=$((i+1)); done");
        assertThat(Member.finish(process)).isNotZero();
        group.destroy();
    }

    @Test
    void processorTimeOfTheDeadIsCounted() {
        Cgroup group = open(instance).create("cpu", LIMITS);
        assertThat(group.cpuMicros()).isZero();
        assertThat(Member.finish(Member.run(group, "(i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done) & wait")))
                .isZero();
        assertThat(group.isEmpty()).isTrue();
        assertThat(group.cpuMicros()).isGreaterThan(5_000);
    }

    @Test
    void memoryIsCountedAndItsPeakStartsAnew() {
        Cgroup group = open(instance).create("memory", LIMITS);
        Process process = Member.run(group, "head -c 20000000 /dev/zero | tail -c 20000000 | wc -c");
        assertThat(Member.finish(process)).isZero();
        assertThat(group.peakMemoryBytes()).isGreaterThan(20_000_000);
        assertThat(group.oomKills()).isZero();
        group.resetPeak();
        assertThat(group.peakMemoryBytes()).isLessThan(20_000_000).isGreaterThanOrEqualTo(0);
    }

    @Test
    void anOomKillInAChildIsSeenThoughItsParentSucceeds() {
        Cgroup group = open(instance).create("oom", LIMITS);
        Process process = Member.run(group, "(head -c 100000000 /dev/zero | tail -c 100000000 > /dev/null); exit 0");
        Member.finish(process);
        assertThat(group.oomKills()).isPositive();
        assertThat(group.peakMemoryBytes()).isLessThanOrEqualTo(64L << 20);
    }

    @Test
    void frozenProcessesStandStillUntilThawed() throws IOException {
        Cgroup group = open(instance).create("frozen", LIMITS);
        Process process = Member.run(group, "while :; do :; done");
        await().until(() -> group.cpuMicros() > 20_000);
        group.freeze();
        long before = group.cpuMicros();
        // A read of a file of another process is scheduled meanwhile, so a running loop would have advanced.
        assertThat(process.toHandle().isAlive()).isTrue();
        await().during(Duration.ofMillis(50)).until(() -> group.cpuMicros() == before);
        group.thaw();
        await().until(() -> group.cpuMicros() > before + 10_000);
        group.destroy();
        assertThat(Member.finish(process)).isEqualTo(137);
    }

    @Test
    void frozenProcessesAreKilled() {
        Cgroup group = open(instance).create("kill", LIMITS);
        Process process = Member.run(group, "sleep 1000 & sleep 1000 & trap '' TERM; while :; do sleep 1000; done");
        await().until(() -> !group.isEmpty());
        group.freeze();
        group.killAll();
        assertThat(Member.finish(process)).isEqualTo(137);
        await().until(group::isEmpty);
    }

    @Test
    void aForkBombIsKilled() {
        Cgroup group = open(instance).create("bomb", LIMITS);
        Process process = Member.run(group, "exec perl -e 'fork while 1'");
        await().until(() -> !group.isEmpty());
        group.destroy();
        assertThat(Member.finish(process)).isNotZero();
    }

    @Test
    void anOldEmptyGroupOfTheSameNameIsReplacedALiveOneIsNot() {
        Cgroups cgroups = open(instance);
        Cgroup old = cgroups.create("same", LIMITS);
        Member.finish(Member.run(old, "i=0; while [ $i -lt 1000 ]; do i=$((i+1)); done"));
        assertThat(old.cpuMicros()).isPositive();
        await().until(old::isEmpty);
        assertThat(cgroups.create("same", LIMITS).cpuMicros()).isZero();

        Process alive = Member.run(old, "sleep 1000");
        await().until(() -> !old.isEmpty());
        assertThatThrownBy(() -> cgroups.create("same", LIMITS)).isInstanceOf(QuernException.class);
        assertThat(alive.isAlive()).isTrue();
    }

    @Test
    void serversThatStartAndEndAtOnceDoNotDisturbEachOther() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = instance + "-" + i;
                runs.add(threads.submit(() -> {
                    for (int round = 0; round < 50; round++) {
                        try (Cgroups cgroups = open(name)) {
                            cgroups.create("a", LIMITS).destroy();
                        }
                    }
                }));
            }
            for (var run : runs) {
                run.get();
            }
        }
    }

    @Test
    void destroyingTwiceIsFine() {
        Cgroups cgroups = open(instance);
        Cgroup group = cgroups.create("twice", LIMITS);
        group.destroy();
        group.destroy();
        assertThat(cgroups.list()).isEmpty();
        assertThatThrownBy(group::cpuMicros).isInstanceOf(QuernException.class);
    }

    @Test
    void leftoversOfADeadPredecessorAreKilledAndRemovedOthersStay() {
        Cgroup left = open(instance).create("left", LIMITS);
        Process orphan = Member.run(left, "sleep 1000");
        // Its maker died before it was in every hierarchy.
        Cgroup half = open(instance).create("half", LIMITS);
        Process halfway = Member.run(half.procsFiles().subList(0, 1), "sleep 1000");
        Cgroups neighbours = open(instance + "-other");
        Cgroup other = neighbours.create("neighbour", LIMITS);
        Process alive = Member.run(other, "sleep 1000");
        await().until(() -> !left.isEmpty() && !other.isEmpty() && joined(half));

        Cgroups successor = open(instance);
        assertThat(successor.list()).containsExactly("half", "left");
        assertThat(successor.removeLeftovers()).isEqualTo(2);
        assertThat(successor.list()).isEmpty();
        assertThat(Member.finish(orphan)).isEqualTo(137);
        assertThat(Member.finish(halfway)).isEqualTo(137);
        assertThat(alive.isAlive()).isTrue();
        assertThat(neighbours.list()).containsExactly("neighbour");
    }

    private static boolean joined(Cgroup half) throws IOException {
        return !Files.readString(half.procsFiles().getFirst()).isBlank();
    }

    @Test
    void aDirectoryTheRuntimeLeftInAnotherHierarchyIsRemovedToo() throws IOException {
        Cgroups cgroups = open(instance);
        Cgroup group = cgroups.create("stray", LIMITS);
        Path devices = Cgroups.DEFAULT_ROOT.resolve("devices");
        if (Files.isDirectory(devices)) {
            Files.createDirectories(devices.resolve(group.path().substring(1)).resolve("nested"));
        }
        group.destroy();
        assertThat(cgroups.list()).isEmpty();
    }

    @Test
    void readingIsCheap() {
        Cgroup group = open(instance).create("cheap", LIMITS);
        for (int i = 0; i < 5_000; i++) {
            group.cpuMicros();
        }
        long start = System.nanoTime();
        for (int i = 0; i < 5_000; i++) {
            group.cpuMicros();
        }
        assertThat((System.nanoTime() - start) / 5_000).as("ns for one reading").isLessThan(500_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "../x", "ü", ".hidden", "a b"})
    void namesThatAreNoNamesAreRefused(String id) {
        Cgroups cgroups = open(instance);
        assertThatThrownBy(() -> cgroups.create(id, LIMITS)).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> open(id)).isInstanceOf(QuernException.class);
    }

    @Test
    void impossibleLimitsAreRefused() {
        for (Runnable limits : List.<Runnable>of(
                () -> Limits.of(new DataSize(0), 10),
                () -> Limits.of(DataSize.ofMebibytes(10), 0),
                () -> new Limits(DataSize.ofMebibytes(10), 0, 10))) {
            assertThatThrownBy(limits::run).isInstanceOf(QuernException.class);
        }
    }
}
