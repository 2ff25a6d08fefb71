package dev.quern.app.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which process listens on a port: its socket's inode in /proc/net/tcp (proc_net(5)), held open in /proc/PID/fd. */
final class Listeners {
    private static final String LISTEN = "0A";

    private Listeners() {}

    /** @param name as the kernel has it, 15 bytes at most */
    record Listener(long pid, String name) {}

    /** Empty when nobody listens, or somebody whose descriptors this user may not see. */
    static Optional<Listener> of(Machine machine, int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            machine.read(table)
                    .lines()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(f -> f.length > 9 && f[3].equals(LISTEN))
                    .filter(f -> f[1].endsWith(String.format(Locale.ROOT, ":%04X", port)))
                    .forEach(f -> sockets.add("socket:[" + f[9] + "]"));
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(machine.path("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    String pid = process.getFileName().toString();
                    return Optional.of(new Listener(Long.parseLong(pid), machine.read("/proc/" + pid + "/comm")));
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Gone meanwhile, or another user's.
            return false;
        }
        return false;
    }
}
