package dev.quern.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    @Test
    void aChildTalksThroughTheDescriptorItInherits() {
        PacketSocket[] pair = PacketSocket.pair();
        try (ChildProcess child = ChildProcess.start(
                List.of("/usr/bin/busybox", "sh", "-c", "echo -n \"$WORD\" >&3"),
                List.of("WORD=hello"),
                pair[1].fd())) {
            pair[1].close();
            ByteBuffer packet = ByteBuffer.allocateDirect(64);
            assertThat(pair[0].receive(packet, 0)).isEqualTo(5);
            assertThat(pair[0].receive(packet, 0)).isEqualTo(-1);
            assertThat(child.await(0)).isTrue();
            assertThat(Path.of("/proc/" + child.pid())).exists();
            pair[0].close();
            child.close();
            assertThat(Path.of("/proc/" + child.pid())).doesNotExist();
        }
    }

    @Test
    void aMissingProgramIsAnError() {
        PacketSocket[] pair = PacketSocket.pair();
        assertThatThrownBy(() -> ChildProcess.start(List.of("/nope"), List.of(), pair[1].fd()))
                .isInstanceOfSatisfying(
                        LinuxException.class,
                        e -> assertThat(e.is(Errno.ENOENT)).isTrue());
        pair[0].close();
        pair[1].close();
    }

    @Test
    void descriptorsTravelWithAPacketAndSealedMemoryStaysAsItIs() throws Exception {
        PacketSocket[] pair = PacketSocket.pair();
        try (Fd memory = Memfd.sealed("test", PipeTest.direct("content"))) {
            pair[0].send(PipeTest.direct("x"), List.of(memory));
            List<Fd> fds = new ArrayList<>();
            assertThat(pair[1].receive(ByteBuffer.allocateDirect(8), 0, fds)).isEqualTo(1);
            assertThat(Memfd.head(fds.getFirst(), 100)).asString().isEqualTo("content");
            Path file = Path.of("/proc/self/fd/" + fds.getFirst().number());
            assertThatThrownBy(() -> Files.writeString(file, "other")).isInstanceOf(java.io.IOException.class);
            fds.forEach(Fd::close);
        }
        pair[0].close();
        pair[1].close();
    }
}
