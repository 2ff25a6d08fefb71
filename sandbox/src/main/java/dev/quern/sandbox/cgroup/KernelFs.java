package dev.quern.sandbox.cgroup;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import dev.quern.linux.SmallFile;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;

/**
 * The real trees. Streams instead of channels: a channel closes when its thread is interrupted, and a
 * group must be destroyed then all the same.
 */
final class KernelFs implements GroupFs {
    private static final String DELEGATE = "delegate";

    @Override
    public void makeDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    @Override
    public void removeDirectory(Path directory) throws IOException {
        Files.delete(directory);
    }

    @Override
    public String read(Path file) throws IOException {
        try {
            return SmallFile.read(file.toString());
        } catch (LinuxException e) {
            throw e.is(Errno.ENOENT) ? new NoSuchFileException(file.toString()) : new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void write(Path file, String text) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toString())) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            entries.forEach(children::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return children;
    }

    @Override
    public Peak openPeak(Path file) throws IOException {
        return new KernelPeak(file);
    }

    @Override
    public void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** systemd marks the directory with the extended attribute user.delegate=1 (systemd.resource-control(5)). */
    @Override
    public boolean delegated(Path directory) {
        try {
            UserDefinedFileAttributeView view =
                    Files.getFileAttributeView(directory, UserDefinedFileAttributeView.class);
            if (view == null || !view.list().contains(DELEGATE)) {
                return false;
            }
            ByteBuffer value = ByteBuffer.allocate(view.size(DELEGATE));
            view.read(DELEGATE, value);
            return value.flip().hasRemaining() && value.get() == '1';
        } catch (IOException e) {
            return false;
        }
    }
}
