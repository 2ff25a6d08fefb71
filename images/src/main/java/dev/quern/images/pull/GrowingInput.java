package dev.quern.images.pull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A download as far as it has come; reading waits for the rest. The file goes with the reader. */
final class GrowingInput extends InputStream {
    private static final Duration TICK = Duration.ofMillis(200);

    private final Download download;
    private final Runnable onTick;
    private final byte[] one = new byte[1];
    private @Nullable FileChannel file;
    private long position;

    /** @param onTick runs on the reading thread every now and then */
    GrowingInput(Download download, Runnable onTick) {
        this.download = download;
        this.onTick = onTick;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        onTick.run();
        if (position == download.size()) {
            return -1;
        }
        try {
            long there = download.await(position, TICK);
            while (there <= position) {
                onTick.run();
                there = download.await(position, TICK);
            }
            FileChannel in = opened();
            int n = in.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, there - position)), position);
            position += Math.max(n, 0);
            return n;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("the pull was ended").initCause(e);
        }
    }

    private FileChannel opened() throws IOException {
        FileChannel open = file;
        if (open == null) {
            open = FileChannel.open(download.file(), StandardOpenOption.READ);
            file = open;
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = file;
        if (open != null) {
            open.close();
            Files.deleteIfExists(download.file());
        }
    }
}
