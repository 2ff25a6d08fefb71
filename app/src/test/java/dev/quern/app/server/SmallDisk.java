package dev.quern.app.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A file system of its own with so much room and no more, which can be filled. */
final class SmallDisk implements AutoCloseable {
    private static final int NAMES = 3000;

    private final Path directory;
    private final Path fillers;

    private SmallDisk(Path directory) {
        this.directory = directory;
        this.fillers = directory.resolve("fillers");
    }

    /** Mounts one at a directory, which is made. */
    static SmallDisk mount(Path directory, int mebibytes) throws IOException, InterruptedException {
        Files.createDirectory(directory);
        String options = "mode=755,size=" + mebibytes + "m,nr_inodes=" + NAMES;
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString());
        return new SmallDisk(directory);
    }

    Path directory() {
        return directory;
    }

    /** Leaves no byte. */
    void fill() throws IOException {
        Files.createDirectories(fillers);
        try (FileChannel file =
                FileChannel.open(fillers.resolve("bytes"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
            while (true) {
                file.write(zeros.clear());
            }
        } catch (IOException e) {
            if (Files.getFileStore(directory).getUsableSpace() > 0) {
                throw e;
            }
        }
    }

    /** Leaves no room for another name either, of a file or of a link. */
    void fillNames() throws IOException {
        for (int i = 0; i < NAMES; i++) {
            try {
                Files.createFile(fillers.resolve("name-" + i));
            } catch (IOException e) {
                return;
            }
        }
        throw new IOException("there is still room for names");
    }

    /** Makes room again. */
    void empty() throws IOException {
        try (Stream<Path> all = Files.walk(fillers)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", directory.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }
}
