package dev.quern.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that do what they should not, with each runtime. */
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class MisbehaviourTest {
    @RegisterExtension
    private final Made made;

    MisbehaviourTest(String runtime) {
        made = new Made(runtime);
    }

    @Test
    void aDaemonLeftBehindIsKilledBeforeTheEndIsReported() {
        Sandbox sandbox = made.sandbox();
        Calls.Result first = Calls.sh(sandbox, "setsid sleep 1000 & echo done");
        assertThat(first.out()).isEqualTo("done\n");
        assertThat(first.exit().code()).isZero();
        assertThat(Calls.sh(sandbox, "ps | grep -c '[s]leep'").out()).isEqualTo("0\n");
    }

    @Test
    void cpuTimeBurntByAnOrphanIsMetered() {
        Calls.Result result = Calls.sh(
                made.sandbox(),
                "sh -c 'sh -c \"i=0; while [ \\$i -lt 200000 ]; do i=\\$((i+1)); done; touch /tmp/done\" &' ;"
                        + " while [ ! -e /tmp/done ]; do sleep 0.01; done");
        assertThat(result.exit().code()).isZero();
        assertThat(result.usage().cpuMicros()).isGreaterThan(50_000);
    }

    @Test
    void aChildKilledForMemoryIsSeenThoughTheParentSucceeds() {
        Calls.Result result = Calls.sh(made.sandbox(), "sh -c 'tail /dev/zero' 2>/dev/null; exit 0");
        assertThat(result.exit().code()).isZero();
        assertThat(result.usage().oomKills()).isPositive();
        assertThat(result.usage().peakMemoryBytes()).isGreaterThan(32L << 20);
    }

    @Test
    void aFullTmpIsNoSpaceLeftAndNotOutOfMemory() {
        Calls.Result result = Calls.sh(
                made.sandbox(),
                "dd if=/dev/zero of=/tmp/a bs=1024k count=1000; dd if=/dev/zero of=/dev/shm/b bs=1024k count=1000; echo still here");
        assertThat(result.out()).isEqualTo("still here\n");
        assertThat(result.err()).contains("No space left on device");
        assertThat(result.usage().oomKills()).isZero();
    }

    @Test
    void stdoutClosedEarlyEndsTheOutputAndNotTheRun() {
        Sandbox sandbox = made.sandbox();
        try (Run run = sandbox.run(
                new Command(List.of("sh", "-c", "echo out; exec >&-; cat >/dev/null; exit 4"), Calls.ENV, "/"))) {
            assertThat(new String(Calls.readAll(run.stdout()), UTF_8)).isEqualTo("out\n");
            assertThat(run.await(Duration.ofMillis(50))).isFalse();
            run.stdin().close();
            assertThat(run.await().code()).isEqualTo(4);
        }
    }

    @Test
    void aReaderThatLeavesEndsTheWriter() {
        Sandbox sandbox = made.sandbox();
        try (Run run = sandbox.run(new Command(List.of("yes"), Calls.ENV, "/"))) {
            run.stdout().read(ByteBuffer.allocateDirect(16));
            run.stdout().close();
            assertThat(run.await().signal()).isEqualTo(13);
        }
    }

    @Test
    void moreChildrenThanAllowedAreRefusedAndTheSandboxLives() {
        Sandbox sandbox = made.sandbox();
        Calls.Result result =
                Calls.sh(sandbox, "i=0; while [ $i -lt 10000 ]; do sleep 100 & i=$((i+1)); done; echo all");
        assertThat(result.exit().code()).isNotZero();
        assertThat(sandbox.reset()).isTrue();
        assertThat(Calls.run(sandbox, new byte[0], "true").exit().code()).isZero();
    }

    @Test
    void aSandboxKilledUnderARunEndsIt() {
        Sandbox sandbox = made.sandbox();
        try (Run run = sandbox.run(new Command(List.of("sleep", "1000"), Calls.ENV, "/"))) {
            Thread.startVirtualThread(sandbox::destroy);
            assertThat(run.await().sandboxLost()).isTrue();
            assertThat(run.stdout().read(ByteBuffer.allocateDirect(1))).isEqualTo(-1);
            assertThat(run.usage().oomKills()).isZero();
        }
    }

    @Test
    void rootInTheImageIsNobodyOutside() {
        Sandbox sandbox = made.sandbox(0, 0, List.of());
        assertThat(Calls.sh(sandbox, "id -u").out()).isEqualTo("0\n");
        assertThat(Calls.sh(sandbox, "grep -E '^Cap|NoNewPrivs' /proc/self/status | tr -d '\\t'")
                        .out())
                .isEqualTo("""
                        CapInh:0000000000000000
                        CapPrm:0000000000000000
                        CapEff:0000000000000000
                        CapBnd:0000000000000000
                        CapAmb:0000000000000000
                        NoNewPrivs:1
                        """);
        assertThat(Calls.sh(sandbox, "kill -9 1; kill -STOP 1; kill -CHLD 1; cat /proc/1/fd/3")
                        .exit()
                        .code())
                .isNotZero();
        assertThat(Calls.sh(sandbox, "echo fine").out()).isEqualTo("fine\n");
    }

    @Test
    void nothingVisibleNamesTheHost() {
        Sandbox sandbox = made.sandbox(0, 0, List.of());
        String seen = Calls.sh(
                        sandbox,
                        "cat /proc/self/mountinfo /proc/mounts /proc/self/cgroup /proc/1/cmdline /proc/1/environ"
                                + " /proc/self/maps /proc/cmdline /etc/hosts /etc/resolv.conf; env; hostname; ls -l /proc/self/fd /proc/self/")
                .out();
        assertThat(seen).contains("lowerdir=layer:init:tree").doesNotContain(Shared.DIRECTORY.toString());
        assertThat(seen).doesNotContain("sandbox-test").doesNotContain("bundles");
    }

    @Test
    void onlyTmpAndShmCanBeWrittenAndLoopbackIsUp() {
        Sandbox sandbox = made.sandbox(0, 0, List.of());
        assertThat(Calls.sh(
                                sandbox,
                                "for d in / /etc /dev /proc /sys /scratch /.quern /tmp /dev/shm /proc/sys/kernel;"
                                        + " do touch $d/x 2>/dev/null && echo $d; done")
                        .out())
                .isEqualTo("/tmp\n/dev/shm\n");
        assertThat(Calls.sh(sandbox, "ifconfig").out()).contains("127.0.0.1").doesNotContain("eth");
        assertThat(Calls.sh(
                                sandbox,
                                "echo hi | nc -l -p 80 & until sleep 0.3 | nc 127.0.0.1 80 2>/dev/null; do :; done")
                        .out())
                .isEqualTo("hi\n");
        assertThat(Calls.sh(sandbox, "cat /proc/sys/user/max_inotify_instances; cat /proc/sys/kernel/hostname")
                        .out())
                .isEqualTo("16\nquern\n");
    }
}
