package dev.quern.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class PrivateFilesTest {
    @RegisterExtension
    private final Made made;

    PrivateFilesTest(String runtime) {
        made = new Made(runtime);
    }

    @Test
    void aFileHoldsWhatTheRunBringsAndOnlyTheUserReadsIt() {
        Sandbox sandbox = made.withFiles(1000, "/run/secrets/key", "/etc/app/pem");
        String script =
                "cat /run/secrets/key /etc/app/pem; stat -L -c '%a %u %g' /run/secrets/key; cat /etc/hosts | head -1";
        assertThat(sh(sandbox, script, file("/run/secrets/key", "k1\n"), file("/etc/app/pem", "p1\n")))
                .isEqualTo("k1\np1\n400 1000 1000\n127.0.0.1\tlocalhost\n");
    }

    @Test
    void theNextRunHasTheNextValue() {
        Sandbox sandbox = made.withFiles(1000, "/key");
        assertThat(sh(sandbox, "cat /key", file("/key", "a long first value"))).isEqualTo("a long first value");
        assertThat(sandbox.reset()).isTrue();
        assertThat(sh(sandbox, "cat /key", file("/key", "second"))).isEqualTo("second");
    }

    @Test
    void theFunctionCannotChangeThem() {
        Sandbox sandbox = made.withFiles(0, "/key");
        assertThat(sh(
                        sandbox,
                        "(echo x > /key; chmod 777 /key; rm /.quern/private/0; ls /.quern/private; touch /.quern/private/1)"
                                + " 2>/dev/null; cat /key",
                        file("/key", "kept")))
                .isEqualTo("kept");
    }

    @Test
    void theLargestValuesFitAllAtOnce() {
        String[] paths = new String[SandboxSpec.MAX_FILES];
        Arrays.setAll(paths, i -> "/run/f" + i);
        Sandbox sandbox = made.withFiles(1000, paths);
        byte[] most = new byte[SandboxSpec.MAX_FILE_BYTES];
        Arrays.fill(most, (byte) 'x');
        PrivateFile[] files = new PrivateFile[paths.length];
        Arrays.setAll(files, i -> new PrivateFile(paths[i], most));
        assertThat(sh(sandbox, "cat /run/f* | wc -c", files).strip())
                .isEqualTo(Integer.toString(most.length * paths.length));
    }

    @Test
    void aFileNobodyAskedForIsRefused() {
        Sandbox sandbox = made.withFiles(1000, "/key");
        assertThatThrownBy(() -> sh(sandbox, "true", file("/other", "x"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(sh(sandbox, "cat /key", file("/key", "fine"))).isEqualTo("fine");
    }

    private static PrivateFile file(String path, String text) {
        return new PrivateFile(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sh(Sandbox sandbox, String script, PrivateFile... files) {
        return Calls.run(sandbox, new byte[0], new Command(List.of("sh", "-c", script), Calls.ENV, "/", List.of(files)))
                .out();
    }
}
