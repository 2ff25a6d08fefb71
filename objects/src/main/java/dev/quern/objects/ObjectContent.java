package dev.quern.objects;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** What is to be stored. */
public sealed interface ObjectContent {
    /**
     * All that a stream still has; it is read to its end, not closed. A stream that fails stores nothing.
     *
     * @param trailers headers that are known only at the stream's end, such as checksums; asked then
     */
    record Stream(InputStream bytes, Supplier<Map<String, String>> trailers) implements ObjectContent {
        public Stream(InputStream bytes) {
            this(bytes, Map::of);
        }
    }

    /** A whole file of the caller's, which the store takes over: it is gone afterwards when this succeeded. */
    record File(Path path) implements ObjectContent {}
}
