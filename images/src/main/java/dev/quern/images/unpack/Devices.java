package dev.quern.images.unpack;

import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarType;
import java.util.Map;

/**
 * The device nodes images carry for engines of old: they are left out, since a sandbox brings its own
 * {@code /dev}. Any other device node is refused.
 */
final class Devices {
    /** Name below dev/ and the numbers the kernel gives it (admin-guide/devices.txt), major and minor. */
    private static final Map<String, int[]> ORDINARY = Map.of(
            "null", new int[] {1, 3},
            "zero", new int[] {1, 5},
            "full", new int[] {1, 7},
            "random", new int[] {1, 8},
            "urandom", new int[] {1, 9},
            "tty", new int[] {5, 0},
            "console", new int[] {5, 1},
            "ptmx", new int[] {5, 2});

    private Devices() {}

    static boolean isSkipped(EntryPath path, TarEntry entry) {
        if (entry.type() != TarType.CHARACTER_DEVICE || !path.parent().path().equals("dev")) {
            return false;
        }
        int[] numbers = ORDINARY.get(path.name());
        return numbers != null && numbers[0] == entry.deviceMajor() && numbers[1] == entry.deviceMinor();
    }
}
