package dev.quern.app.demo;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The photograph before and after, and small pictures of both made by the same function. */
final class Thumbnails {
    /** Rows of half blocks, two pixels each, the larger picture stands on. */
    private static final int ROWS = 18;

    private final DemoClient client;
    private final Path photo;
    private final byte[] original;

    Thumbnails(DemoClient client, Path photo) {
        this.client = client;
        this.photo = photo;
        this.original = read(photo);
    }

    byte[] original() {
        return original;
    }

    /** Calls the function and keeps its answer as a file. */
    CallResult make(String size, Path to) {
        CallResult result = client.call(Function.THUMBNAIL.name(), List.of(size), original);
        if (!result.succeeded()) {
            throw new QuernException(
                    ErrorCode.FUNCTION_FAILED, "The thumbnail was not made: " + Failures.text(result.call()));
        }
        try {
            Files.write(to, result.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return result;
    }

    /** Lines saying what went in and what came out. */
    void compare(Screen screen, Path after, CallResult result) {
        String width =
                "%-" + Math.max(photo.toString().length(), after.toString().length()) + "s   %11s   %7s";
        screen.line("before", width.formatted(photo, JpegSize.of(original), CallTable.size(original.length)));
        screen.line(
                "after", width.formatted(after, JpegSize.of(result.output()), CallTable.size(result.output().length)));
    }

    void show(Screen screen, CallResult result) {
        Pixels before = pixels(original, ROWS * 2);
        Pixels after = pixels(result.output(), ROWS);
        screen.raw("");
        HalfBlocks.beside(before, after, "   ").forEach(line -> screen.line("", line));
    }

    /** The last of several --output options counts, so the answer is PPM instead of JPEG. */
    private Pixels pixels(byte[] jpeg, int height) {
        String box = 3 * height + "x" + height;
        return Pixels.ofPpm(client.call(Function.THUMBNAIL.name(), List.of(box, "--output", ".ppm"), jpeg)
                .output());
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
