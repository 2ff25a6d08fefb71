package dev.quern.objects;

import java.io.InputStream;
import java.nio.file.Path;

/** What is to be stored. */
public sealed interface ObjectContent {
    /** All that a stream still has; it is read to its end, not closed. A stream that fails stores nothing. */
    record Stream(InputStream bytes) implements ObjectContent {}

    /** A whole file of the caller's, which the store takes over: it is gone afterwards when this succeeded. */
    record File(Path path) implements ObjectContent {}
}
