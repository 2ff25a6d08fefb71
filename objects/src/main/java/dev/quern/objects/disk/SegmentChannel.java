package dev.quern.objects.disk;

import dev.quern.objects.disk.DiskObject.Segment;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads on from one file into the next; one is open at a time. */
final class SegmentChannel implements ReadableByteChannel {
    /** Opens a segment's file. */
    @FunctionalInterface
    interface Opener {
        FileChannel open(Segment segment) throws IOException;
    }

    private final Opener opener;
    private final List<Segment> segments;
    private int index;
    private long position;
    private long left;
    private @Nullable FileChannel current;
    private boolean open = true;

    SegmentChannel(Opener opener, List<Segment> segments, long from, long length) {
        this.opener = opener;
        this.segments = segments;
        this.position = from;
        this.left = length;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (left == 0) {
            return -1;
        }
        Segment segment = segments.get(index);
        FileChannel channel = current;
        if (channel == null) {
            channel = opener.open(segment);
            current = channel;
            channel.position(position - segment.begin());
        }
        int most = (int) Math.min(to.remaining(), Math.min(left, segment.end() - position));
        ByteBuffer part = to.slice(to.position(), most);
        int read = channel.read(part);
        if (read < 0) {
            throw new EOFException("a part of an object is shorter than its row says");
        }
        to.position(to.position() + read);
        position += read;
        left -= read;
        if (position == segment.end()) {
            channel.close();
            current = null;
            index++;
        }
        return read;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        if (current != null) {
            current.close();
        }
    }
}
