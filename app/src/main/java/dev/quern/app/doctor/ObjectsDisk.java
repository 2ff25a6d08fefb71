package dev.quern.app.doctor;

import dev.quern.core.value.DataSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/** The disk that has the objects: its room, and how long a write takes to be durable, which every PUT waits for. */
final class ObjectsDisk {
    private static final String NAME = "objects' disk";
    private static final DataSize ROOM = DataSize.ofMebibytes(1024);
    private static final int WRITES = 15;
    private static final int BYTES = 4096;
    private static final double SLOW_MILLIS = 20;

    private ObjectsDisk() {}

    static Finding look(Machine machine) {
        Path own = machine.data().resolve("objects");
        Path folder = Files.isDirectory(own) ? own : machine.existing();
        try {
            DataSize room = new DataSize(Files.getFileStore(folder).getUsableSpace());
            String found = room.toHuman() + " free under " + own;
            if (!Files.isWritable(folder)) {
                return Finding.ok(NAME, found);
            }
            double millis = syncMillis(folder);
            found += String.format(Locale.ROOT, ", 4 KiB synced in %.1f ms", millis);
            if (room.compareTo(ROOM) < 0) {
                return Finding.hurts(NAME, found, "Make room, or keep objects in another store (objects = s3://…).");
            }
            return millis <= SLOW_MILLIS
                    ? Finding.ok(NAME, found)
                    : Finding.hurts(NAME, found, "Name a data directory on a disk that syncs faster with --data DIR.");
        } catch (IOException e) {
            return Finding.missing(NAME, "cannot be written: " + e.getMessage(), "Name another with --data DIR.");
        }
    }

    /** The median. */
    private static double syncMillis(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "quern-doctor", "");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            double[] millis = new double[WRITES];
            for (int i = 0; i < WRITES; i++) {
                long begun = System.nanoTime();
                channel.write(ByteBuffer.allocate(BYTES));
                channel.force(true);
                millis[i] = (System.nanoTime() - begun) / 1e6;
            }
            Arrays.sort(millis);
            return millis[WRITES / 2];
        } finally {
            Files.delete(file);
        }
    }
}
