package dev.quern.objects.disk;

import dev.quern.objects.ObjectInfo;
import dev.quern.objects.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An object that is being read, from its row's bytes or from its files. */
final class DiskObject implements StoredObject {
    /** A file of an object, by where it ends. */
    record Segment(UUID file, long begin, long end) {}

    private final ObjectInfo info;
    private final byte @Nullable [] bytes;
    private final List<Segment> segments;
    private final ContentFiles files;
    private final Runnable onClose;
    /** The first segment's file, opened to see that it is there; given to the first who reads it. */
    private @Nullable FileChannel first;

    private boolean closed;

    private DiskObject(
            ObjectInfo info,
            byte @Nullable [] bytes,
            List<Segment> segments,
            ContentFiles files,
            @Nullable FileChannel first,
            Runnable onClose) {
        this.info = info;
        this.bytes = bytes;
        this.segments = segments;
        this.files = files;
        this.first = first;
        this.onClose = onClose;
    }

    static DiskObject ofBytes(ObjectInfo info, byte[] bytes, ContentFiles files) {
        return new DiskObject(info, bytes, List.of(), files, null, () -> {});
    }

    /**
     * One in files.
     *
     * @param onClose lets the files go
     * @throws java.nio.file.NoSuchFileException when they are gone already
     */
    static DiskObject ofFiles(ObjectInfo info, List<Segment> segments, ContentFiles files, Runnable onClose)
            throws IOException {
        return new DiskObject(
                info, null, segments, files, files.open(segments.getFirst().file()), onClose);
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public ReadableByteChannel read(long from, long length) throws IOException {
        if (bytes != null) {
            return Channels.newChannel(new ByteArrayInputStream(bytes, Math.toIntExact(from), Math.toIntExact(length)));
        }
        int index = 0;
        while (index < segments.size() - 1 && segments.get(index).end() <= from) {
            index++;
        }
        Segment segment = segments.get(index);
        if (from + length <= segment.end()) {
            return open(segment).position(from - segment.begin());
        }
        return new SegmentChannel(this::open, segments.subList(index, segments.size()), from, length);
    }

    private FileChannel open(Segment segment) throws IOException {
        FileChannel opened = first;
        if (opened != null && segment.equals(segments.getFirst())) {
            first = null;
            return opened;
        }
        return files.open(segment.file());
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (first != null) {
                first.close();
            }
        } finally {
            onClose.run();
        }
    }
}
