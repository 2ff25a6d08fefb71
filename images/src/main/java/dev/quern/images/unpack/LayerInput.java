package dev.quern.images.unpack;

import dev.quern.images.oci.Decompression;
import dev.quern.images.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A layer's tar stream, decompressed and hashed ahead by a thread of its own, so that a core does that while
 * another writes files. What is ahead is bounded by the number of pieces, which go round.
 */
final class LayerInput extends InputStream {
    private static final int PIECE_BYTES = 256 << 10;
    private static final int PIECES = 24;

    /** What the thread has to say. */
    private sealed interface Item {
        /** The next bytes. */
        record Data(byte[] bytes, int length) implements Item {}

        /** All bytes were read, those behind the archive's end as well. */
        record End(Digests digests) implements Item {}

        /** The stream failed. */
        record Failed(Throwable cause) implements Item {}
    }

    /** The digests of the layer as it is stored, and of its content. */
    record Digests(String stored, String content) {}

    private final InputStream source;
    private final long maxBytes;
    private final int maxRatio;
    private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(PIECES + 1);
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(PIECES);
    private final Thread thread;
    private final byte[] one = new byte[1];
    private Item current = new Item.Data(new byte[0], 0);
    private int position;

    private LayerInput(InputStream source, long maxBytes, int maxRatio) {
        this.source = source;
        this.maxBytes = maxBytes;
        this.maxRatio = maxRatio;
        for (int i = 0; i < PIECES; i++) {
            free.add(new byte[0]);
        }
        this.thread = Thread.ofPlatform().daemon().name("quern-layer").unstarted(this::readAhead);
    }

    /** Begins to read {@code source}, which it closes. */
    static LayerInput open(InputStream source, long maxBytes, int maxRatio) {
        LayerInput input = new LayerInput(source, maxBytes, maxRatio);
        input.thread.start();
        return input;
    }

    private void readAhead() {
        MessageDigest stored = Digest.sha256();
        MessageDigest content = Digest.sha256();
        Item last;
        try (DigestInputStream raw = new DigestInputStream(source, stored);
                Decompression bytes = Decompression.open(raw, maxBytes, maxRatio)) {
            boolean compressed = bytes.isCompressed();
            for (Item.Data piece = piece(bytes); piece.length() > 0; piece = piece(bytes)) {
                if (compressed) {
                    content.update(piece.bytes(), 0, piece.length());
                }
                items.put(piece);
            }
            raw.transferTo(OutputStream.nullOutputStream());
            String blob = Digest.text(stored);
            last = new Item.End(new Digests(blob, compressed ? Digest.text(content) : blob));
        } catch (InterruptedException e) {
            // Nobody reads any more.
            return;
        } catch (IOException | RuntimeException | Error e) {
            last = new Item.Failed(e);
        }
        // There is room: one more than there are pieces.
        items.offer(last);
    }

    private Item.Data piece(InputStream in) throws IOException, InterruptedException {
        byte[] bytes = free.take();
        if (bytes.length == 0) {
            bytes = new byte[PIECE_BYTES];
        }
        return new Item.Data(bytes, in.readNBytes(bytes, 0, bytes.length));
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        Item.@Nullable Data data = data();
        if (data == null) {
            return -1;
        }
        int n = Math.min(length, data.length() - position);
        System.arraycopy(data.bytes(), position, into, offset, n);
        position += n;
        return n;
    }

    /** Bytes not read yet; null at the end. */
    private Item.@Nullable Data data() throws IOException {
        while (true) {
            switch (current) {
                case Item.Data data
                when position < data.length() -> {
                    return data;
                }
                case Item.Data data -> {
                    if (data.bytes().length > 0) {
                        free.add(data.bytes());
                    }
                    position = 0;
                    current = next();
                }
                case Item.End _ -> {
                    return null;
                }
                case Item.Failed(IOException e) -> throw e;
                case Item.Failed(RuntimeException e) -> throw e;
                case Item.Failed(Throwable e) -> throw new IllegalStateException(e);
            }
        }
    }

    private Item next() throws IOException {
        try {
            return items.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("the load was ended").initCause(e);
        }
    }

    /** Reads what is left; the digests are of everything. */
    Digests finish() throws IOException {
        for (Item.@Nullable Data data = data(); data != null; data = data()) {
            position = data.length();
        }
        return ((Item.End) current).digests();
    }

    /** Ends the thread if it still reads, and waits for it: it uses what the caller closes next. */
    @Override
    public void close() throws IOException {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
