package dev.quern.app.doctor;

import dev.quern.core.value.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Memory and disk. */
final class SpaceCheck implements Check {
    private static final DataSize MEMORY = DataSize.ofMebibytes(1024);
    private static final DataSize DISK = DataSize.ofMebibytes(4096);

    @Override
    public List<Finding> look(Machine machine) {
        List<Finding> found = new ArrayList<>();
        DataSize memory = available(machine);
        found.add(
                memory.compareTo(MEMORY) >= 0
                        ? Finding.ok("memory", memory.toHuman() + " available")
                        : Finding.hurts(
                                "memory",
                                memory.toHuman() + " available",
                                "Have 1 GiB for the server and its sandboxes."));
        found.add(disk(machine));
        return found;
    }

    /** MemAvailable of proc_meminfo(5), in KiB there. */
    private static DataSize available(Machine machine) {
        return machine.read("/proc/meminfo")
                .lines()
                .filter(line -> line.startsWith("MemAvailable:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty())
                .map(digits -> DataSize.ofKibibytes(Long.parseLong(digits)))
                .findFirst()
                .orElse(new DataSize(0));
    }

    private static Finding disk(Machine machine) {
        try {
            DataSize free = new DataSize(Files.getFileStore(machine.existing()).getUsableSpace());
            String found = free.toHuman() + " free under " + machine.data();
            return free.compareTo(DISK) >= 0
                    ? Finding.ok("disk", found)
                    : Finding.hurts("disk", found, "Have 4 GiB for images and the store, or name another with --data.");
        } catch (IOException e) {
            return Finding.missing("disk", "cannot read " + machine.existing(), "Name another with --data DIR.");
        }
    }
}
