package dev.quern.sandbox;

import dev.quern.core.error.QuernException;
import dev.quern.linux.Fd;
import dev.quern.linux.Memfd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The packets of protocol.h. */
final class Packets {
    static final int VERSION = 1;
    static final int MAX = 65536;

    static final int GO = 1;
    static final int SIGNAL = 2;
    static final int RESET = 3;
    static final int HELLO = 101;
    static final int STATUS = 102;
    static final int RESET_DONE = 103;
    static final int SPAWN = 11;
    static final int USERNS = 12;
    static final int KILL = 13;
    static final int EXITED = 111;
    static final int USERNS_MADE = 112;

    static final int AT_NOTHING = 0;
    static final int AT_CHDIR = 2;
    static final int AT_EXEC = 3;
    static final int AT_INTERPRETER = 4;

    private static final int IN_MEMFD = 1;
    /** Strings up to this size travel in the packet. */
    private static final int INLINE = 32 * 1024;

    private Packets() {}

    /** A GO packet and, for long strings, the sealed memory they travel in; the caller closes it. */
    record Go(ByteBuffer packet, Optional<Fd> memory) {}

    static Go go(SandboxSpec spec, Command command) {
        List<String> all = new ArrayList<>(command.argv().size() + command.env().size() + 1);
        all.add(command.cwd());
        all.addAll(command.argv());
        all.addAll(command.env());
        List<byte[]> strings = encode(all);
        int length = length(strings);
        boolean inline = length <= INLINE;
        ByteBuffer packet = direct(32 + 4 * spec.groups().size() + (inline ? length : 0));
        packet.putInt(GO).putInt(inline ? 0 : IN_MEMFD).putInt(spec.uid()).putInt(spec.gid());
        packet.putInt(spec.groups().size());
        packet.putInt(command.argv().size()).putInt(command.env().size()).putInt(length);
        spec.groups().forEach(packet::putInt);
        if (inline) {
            put(packet, strings);
            return new Go(packet.flip(), Optional.empty());
        }
        ByteBuffer blob = direct(length);
        put(blob, strings);
        return new Go(packet.flip(), Optional.of(Memfd.sealed("quern-command", blob.flip())));
    }

    static ByteBuffer signal(int signal, boolean all, int run) {
        return direct(16)
                .putInt(SIGNAL)
                .putInt(signal)
                .putInt(all ? 1 : 0)
                .putInt(run)
                .flip();
    }

    static ByteBuffer reset(SandboxSpec spec) {
        return direct(12)
                .putInt(RESET)
                .putInt(spec.tmpKib())
                .putInt(spec.shmKib())
                .flip();
    }

    /** @param mountTargets where the mounts that come as descriptors go, relative to the stage */
    static ByteBuffer spawn(int id, String stage, List<String> argv, Entry entry, List<String> mountTargets) {
        List<String> all = new ArrayList<>();
        all.add(stage);
        all.add(entry.unified().map(Path::toString).orElse(""));
        all.addAll(argv);
        entry.tasks().forEach(file -> all.add(file.toString()));
        all.addAll(mountTargets);
        List<byte[]> strings = encode(all);
        int length = length(strings);
        ByteBuffer packet = direct(24 + length);
        packet.putInt(SPAWN).putInt(id).putInt(argv.size()).putInt(entry.tasks().size());
        packet.putInt(mountTargets.size()).putInt(length);
        put(packet, strings);
        return packet.flip();
    }

    static ByteBuffer userNamespace(int id, long first, int count) {
        return direct(16)
                .putInt(USERNS)
                .putInt(id)
                .putInt((int) first)
                .putInt(count)
                .flip();
    }

    static ByteBuffer kill(int id) {
        return direct(8).putInt(KILL).putInt(id).flip();
    }

    static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private static List<byte[]> encode(List<String> strings) {
        List<byte[]> encoded = new ArrayList<>(strings.size());
        for (String string : strings) {
            if (string.indexOf('\0') >= 0) {
                throw QuernException.invalid("Arguments and environment values cannot hold a NUL character");
            }
            encoded.add(string.getBytes(StandardCharsets.UTF_8));
        }
        return encoded;
    }

    private static int length(List<byte[]> strings) {
        int length = 0;
        for (byte[] string : strings) {
            length = Math.addExact(length, string.length + 1);
        }
        return length;
    }

    private static void put(ByteBuffer into, List<byte[]> strings) {
        strings.forEach(string -> into.put(string).put((byte) 0));
    }
}
