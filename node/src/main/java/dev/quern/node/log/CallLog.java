package dev.quern.node.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stderr of one call: written by one thread, followed by any. The file appears with the first
 * byte, since most calls write none. Guarded by {@code this}.
 */
public final class CallLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);
    private static final int TAIL = 4096;
    private static final byte[] FULL =
            "\n[quern: the log of this call is full; the rest was dropped]\n".getBytes(StandardCharsets.UTF_8);

    private final Path file;
    private final long limit;
    private final Runnable onClose;
    private final byte[] tail = new byte[TAIL];
    private @Nullable FileChannel channel;
    private long total;
    private long kept;
    private boolean full;
    private boolean broken;
    private boolean closed;

    CallLog(Path file, long limit, Runnable onClose) {
        this.file = file;
        this.limit = limit;
        this.onClose = onClose;
    }

    /** Appends; what is over the limit, or late, shows in the tail only. A disk that fails costs the log, not the call. */
    public synchronized void append(ByteBuffer bytes) {
        for (ByteBuffer t = bytes.duplicate(); t.hasRemaining(); total++) {
            tail[(int) (total % TAIL)] = t.get();
        }
        ByteBuffer fitting = bytes.slice();
        bytes.position(bytes.limit());
        if (full || broken || closed || !fitting.hasRemaining()) {
            return;
        }
        full = fitting.remaining() > limit - kept;
        if (full) {
            fitting.limit((int) (limit - kept));
        }
        try {
            FileChannel out = open();
            while (fitting.hasRemaining()) {
                kept += out.write(fitting);
            }
            if (full) {
                kept += out.write(ByteBuffer.wrap(FULL));
            }
        } catch (IOException e) {
            broken = true;
            LOG.warn("the log of a call cannot be written: {}", e.getMessage());
        }
        notifyAll();
    }

    /** The last 4 KiB, as text; bytes that are not UTF-8 become U+FFFD. */
    public synchronized String tail() {
        int length = (int) Math.min(total, TAIL);
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = tail[(int) ((total - length + i) % TAIL)];
        }
        return new String(out, StandardCharsets.UTF_8);
    }

    /** Copies all there is and what comes, until the call ends or {@code out} fails. */
    public void follow(OutputStream out) throws IOException, InterruptedException {
        long position = 0;
        while (true) {
            boolean last;
            synchronized (this) {
                while (kept <= position && !closed) {
                    wait();
                }
                last = closed;
            }
            if (Files.exists(file)) {
                try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                    position += in.transferTo(position, Long.MAX_VALUE, Channels.newChannel(out));
                }
                out.flush();
            }
            if (last) {
                return;
            }
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        onClose.run();
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("the log of a call cannot be closed: {}", e.getMessage());
        }
        notifyAll();
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return channel;
    }
}
