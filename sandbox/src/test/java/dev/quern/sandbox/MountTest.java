package dev.quern.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.function.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class MountTest {
    @RegisterExtension
    private final Made made;

    private final Path host;
    private final Path data;

    MountTest(String runtime, @TempDir Path directory) throws IOException {
        made = new Made(runtime);
        host = directory.toRealPath();
        data = Files.createDirectories(host.resolve("data"));
        Files.setAttribute(data, "unix:uid", 1000);
        Files.writeString(data.resolve("private"), "only 1000 reads this\n");
        Files.setAttribute(data.resolve("private"), "unix:uid", 1000);
        Files.setPosixFilePermissions(data.resolve("private"), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aMountAppearsWhereTheImageHasNothingAndKeepsItsOwners() {
        Sandbox sandbox = made.sandbox(1000, new Mount(data.toString(), "/mnt/deep/in", false));
        assertThat(Calls.sh(sandbox, "cat /mnt/deep/in/private; stat -c %u /mnt/deep/in/private")
                        .out())
                .isEqualTo("only 1000 reads this\n1000\n");
        assertThat(Calls.sh(sandbox, "touch /mnt/deep/in/x").err()).contains("Read-only file system");
        assertThat(Shared.TREE.resolve("mnt")).doesNotExist();
    }

    @Test
    void aWritableMountMakesFilesOfTheFunctionsUser() throws IOException {
        Sandbox sandbox = made.sandbox(1000, new Mount(data.toString(), "/out", true));
        assertThat(Calls.sh(sandbox, "echo made > /out/file").exit().code()).isZero();
        assertThat(data.resolve("file")).hasContent("made\n");
        assertThat(Files.getAttribute(data.resolve("file"), "unix:uid")).isEqualTo(1000);
    }

    @Test
    void aSourceBehindASymbolicLinkIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(host.resolve("link"), data);
        assertThatThrownBy(() -> made.sandbox(1000, new Mount(link.toString(), "/in", false)))
                .hasMessageContaining("is not possible");
        Files.createDirectories(data.resolve("sub"));
        assertThatThrownBy(
                        () -> made.sandbox(1000, new Mount(link.resolve("sub").toString(), "/in", false)))
                .hasMessageContaining("is not possible");
    }

    @Test
    void aLinkInTheImageLeadsNoMountElsewhere() throws IOException {
        Path link = Shared.TREE.resolve("trap");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("/bin"));
        Sandbox sandbox = made.sandbox(1000, new Mount(data.toString(), "/trap/in", false));
        assertThat(Calls.sh(sandbox, "ls /trap/in; ls -d /bin/in 2>/dev/null").out())
                .isEqualTo("private\n");
        Files.delete(link);
    }

    @Test
    void aMissingSourceIsSaidAndLeavesTheNextSandboxAlone() {
        assertThatThrownBy(
                        () -> made.sandbox(1000, new Mount(host.resolve("none").toString(), "/in", false)))
                .hasMessageContaining("is not possible");
        assertThat(Calls.run(made.sandbox(), new byte[0], "true").exit().code()).isZero();
    }

    @Test
    void tmpIsNoPlaceForAMount() {
        assertThatThrownBy(() -> made.sandbox(1000, new Mount(data.toString(), "/tmp/in", false)))
                .hasMessageContaining("/tmp");
    }
}
