package dev.quern.node.call;

import dev.quern.core.task.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Finds lines {@code ::progress 42 message} in a function's standard error, cut anywhere into pieces. A line
 * that is too long, or no such line, costs a look at its bytes and no memory; bytes that are not UTF-8 become
 * U+FFFD.
 *
 * <p>states: MATCHING (the line begins as a progress line so far) → SKIPPING (it is none) → MATCHING (next line)
 */
final class ProgressLines {
    /** Bytes of a line, its end not counted. */
    static final int LONGEST = 512;

    private static final byte[] PREFIX = "::progress ".getBytes(StandardCharsets.US_ASCII);

    private final Consumer<Progress> listener;
    private final byte[] line = new byte[LONGEST];
    private int length;
    private boolean skipping;

    ProgressLines(Consumer<Progress> listener) {
        this.listener = listener;
    }

    /** Looks at these bytes, and leaves the buffer as it was. */
    void feed(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            if (b == '\n') {
                end();
            } else if (!skipping) {
                take(b);
            }
        }
    }

    /** The last line may have no end. */
    void end() {
        if (!skipping && length > PREFIX.length) {
            parse(new String(line, PREFIX.length, length - PREFIX.length, StandardCharsets.UTF_8));
        }
        skipping = false;
        length = 0;
    }

    private void take(byte b) {
        if (length == LONGEST || (length < PREFIX.length && PREFIX[length] != b)) {
            skipping = true;
        } else {
            line[length++] = b;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void parse(String text) {
        String rest = text.strip();
        int digits = 0;
        while (digits < rest.length() && isDigit(rest.charAt(digits))) {
            digits++;
        }
        boolean separate = digits == rest.length() || rest.charAt(digits) == ' ' || rest.charAt(digits) == '%';
        if (digits < 1 || digits > 3 || !separate) {
            return;
        }
        int percent = Integer.parseInt(rest.substring(0, digits));
        if (percent <= 100) {
            String message = rest.substring(digits);
            String plain = message.startsWith("%") ? message.substring(1) : message;
            listener.accept(new Progress(percent, plain.replaceAll("\\p{Cntrl}", " ").strip()));
        }
    }
}
