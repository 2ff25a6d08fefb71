package dev.quern.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.QuernException;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A sandbox that is kept shows the next run nothing of the last one. */
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class ResetTest {
    @RegisterExtension
    private final Made made;

    ResetTest(String runtime) {
        made = new Made(runtime);
    }

    @Test
    void tmpAndShmAndIpcAreEmptyAndDaemonsGone() {
        Sandbox sandbox = made.sandbox(0, 0, List.of());
        Calls.Result dirty = Calls.sh(
                sandbox,
                "echo secret > /tmp/.hidden; mkdir -p /tmp/a/b/c; chmod 0 /tmp/a; echo secret > /dev/shm/x;"
                        + " ipcmk -M 4096; ipcmk -Q; ipcmk -S 1; setsid sleep 1000 & ");
        assertThat(dirty.exit().code()).as(dirty.err()).isZero();
        assertThat(Calls.sh(sandbox, "ls -A /tmp | wc -l").out()).isEqualTo("2\n");
        assertThat(sandbox.reset()).isTrue();
        assertThat(Calls.sh(sandbox, "ls -A /tmp /dev/shm; ipcs | grep -c 0x; ps | grep -c '[s]leep'")
                        .out())
                .isEqualTo("/dev/shm:\n\n/tmp:\n0\n0\n");
    }

    @Test
    void theNewTmpHasTheOldLimitsAndIsForEverybody() {
        Sandbox sandbox = made.sandbox();
        String look = "df /tmp /dev/shm | awk '{print $2, $6}'; stat -c '%a %u' /tmp /dev/shm;"
                + " grep -E ' (/tmp|/dev/shm) ' /proc/mounts | awk '{print $2, $4}' | sort";
        String before = Calls.sh(sandbox, look).out();
        Calls.sh(sandbox, "touch /tmp/x /dev/shm/x");
        assertThat(sandbox.reset()).isTrue();
        assertThat(Calls.sh(sandbox, look).out()).isEqualTo(before);
    }

    @Test
    void figuresStartAgain() {
        Sandbox sandbox = made.sandbox();
        Calls.Result heavy = Calls.sh(sandbox, "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done");
        assertThat(sandbox.reset()).isTrue();
        Calls.Result light = Calls.run(sandbox, new byte[0], "true");
        assertThat(light.usage().cpuMicros()).isLessThan(heavy.usage().cpuMicros() / 2);
    }

    @Test
    void hundredsOfRunsInOneSandbox() {
        Sandbox sandbox = made.sandbox();
        for (int i = 0; i < 300; i++) {
            assertThat(Calls.run(sandbox, new byte[0], "true").exit().code()).isZero();
            assertThat(sandbox.reset()).isTrue();
        }
    }

    @Test
    void aDestroyedSandboxRefusesEverything() {
        Sandbox sandbox = made.sandbox();
        sandbox.destroy();
        sandbox.destroy();
        assertThat(sandbox.reset()).isFalse();
        Assertions.assertThatThrownBy(() -> Calls.run(sandbox, new byte[0], "true"))
                .isInstanceOf(QuernException.class);
    }
}
